"""PySpark on a local cluster of two workers, one of them killed in mid-run.

`ONRECORD_SPARK_ARTICLES=50000` sets how many articles; a run of CI takes fewer.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import onrecord
from conftest import dev_articles, fixtures
from test_same_bytes import EXAMPLES, LOCAL

pa = pytest.importorskip("pyarrow", reason="NOT TESTED: pyarrow is not installed")
pytest.importorskip("pyspark", reason="NOT TESTED: pyspark is not installed")

ARTICLES = int(os.environ.get("ONRECORD_SPARK_ARTICLES", "2000"))


def texts() -> list[str]:
    """The dev and train articles where they are, else our fixtures."""
    dev = dev_articles()
    if dev is None:
        return [row["text"] for row in fixtures()]
    lines = [line for path in (dev, dev.with_name("train.jsonl")) for line in open(path, encoding="utf-8")]
    return [json.loads(line)["text"] for line in lines]


def sums(batches: Iterator[Any]) -> dict[str, bytes]:
    """Of every article, the sum of its record; all records of a long run do not fit in memory."""
    found: dict[str, bytes] = {}
    for batch in batches:
        for id, record in zip(batch["id"].to_pylist(), batch["record"].to_pylist()):
            assert id not in found, "each once"
            found[id] = hashlib.sha256(record.encode()).digest()
    return found


class Watch:
    """The processes below a driver: what Linux tells of them."""

    def __init__(self, driver: int) -> None:
        self.driver = driver
        self.seconds: dict[tuple[str, int], float] = {}
        """Of CPU, by kind of process and its number."""
        self.memory: dict[str, int] = {}
        """The most that one process of a kind held, in MB."""

    def look(self) -> list[int]:
        """Takes note of all; returns the executors."""
        stats, names = {}, {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    # what follows the name: state, parent, …
                    stats[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
                    names[int(folder.name)] = (folder / "cmdline").read_text()
                except OSError:
                    continue  # it ended while we looked

        def below(process: int) -> bool:
            while process in stats and process != self.driver:
                process = int(stats[process][1])
            return process == self.driver

        executors = []
        for process in filter(below, names):
            kind = "other"
            if "pyspark.daemon" in names[process]:
                kind = "Python"
            elif "CoarseGrainedExecutorBackend" in names[process]:
                kind = "executor"
                executors.append(process)
            ticks, pages = sum(map(int, stats[process][11:13])), int(stats[process][21])
            self.seconds[kind, process] = ticks / os.sysconf("SC_CLK_TCK")
            held = pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
            self.memory[kind] = max(held, self.memory.get(kind, 0))
        return executors

    def cpu(self) -> dict[str, int]:
        kinds = sorted({kind for kind, _ in self.seconds})
        return {kind: round(sum(s for (k, _), s in self.seconds.items() if k == kind)) for kind in kinds}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="NOT TESTED: no /proc")
def test_a_worker_may_die(extractor: onrecord.Extractor, tmp_path: Path) -> None:
    import pyarrow.dataset
    import pyarrow.parquet

    known = texts()
    source, target = tmp_path / "articles.parquet", tmp_path / "records"
    ids = [f"article-{n:06}" for n in range(ARTICLES)]
    many = pa.table({"id": ids, "text": [known[n % len(known)] for n in range(ARTICLES)]})
    pyarrow.parquet.write_table(many, source, row_group_size=1024)
    words = sum(len(known[n % len(known)].split()) for n in range(ARTICLES))
    submit = LOCAL["PYSPARK_SUBMIT_ARGS"].replace("local[2]", "local-cluster[2,1,1024]")
    environment = {**os.environ, **LOCAL, "PYSPARK_SUBMIT_ARGS": submit}
    began = time.monotonic()
    with open(tmp_path / "log", "w+") as log:
        driver = subprocess.Popen(
            [sys.executable, str(EXAMPLES / "spark.py"), str(source), str(target), "json"],
            env=environment, stdout=log, stderr=log, cwd=tmp_path,
        )
        watch, killed = Watch(driver.pid), 0
        try:
            while driver.poll() is None and time.monotonic() - began < 6000:
                victims = watch.look()
                # some part is written, some are not
                if victims and not killed and any(target.rglob("part-*")):
                    os.kill(victims[0], signal.SIGKILL)
                    killed = victims[0]
                time.sleep(0.5 if not killed else 2)
            assert driver.wait(timeout=1) == 0, (tmp_path / "log").read_text()[-4000:]
        finally:
            driver.kill()
    took = time.monotonic() - began
    assert killed, "the run ended before a worker could be killed"

    made = pyarrow.dataset.dataset(target, format="parquet")
    plain = (
        extractor.extract_batch(batch, output="json", threads=None)
        for batch in pyarrow.parquet.ParquetFile(source).iter_batches(batch_size=1024)
    )
    expected = sums(plain)
    assert made.count_rows() == len(expected) == ARTICLES
    assert sums(made.to_batches(batch_size=1024)) == expected
    print(
        f"{ARTICLES:,} articles, {words:,} words; executor {killed} killed; {took:.0f} s by the clock; "
        f"seconds of CPU {watch.cpu()}; most memory of one process, MB {watch.memory}",
        file=sys.stderr,
    )
