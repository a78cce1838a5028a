"""PySpark on a local cluster of two workers, one of them killed in mid-run.

`ONRECORD_SPARK_ARTICLES=50000` sets how many articles; a run of CI takes fewer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import onrecord
from conftest import fixtures
from test_same_bytes import EXAMPLES, LOCAL

pa = pytest.importorskip("pyarrow", reason="NOT TESTED: pyarrow is not installed")
pytest.importorskip("pyspark", reason="NOT TESTED: pyspark is not installed")

ARTICLES = int(os.environ.get("ONRECORD_SPARK_ARTICLES", "2000"))


def executors(of: int) -> list[int]:
    """The processes of Spark's executors below a process."""
    parents, names = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                names[int(folder.name)] = (folder / "cmdline").read_text()
            except OSError:
                continue  # it ended while we looked
            parents[int(folder.name)] = int(fields[1])

    def below(process: int) -> bool:
        while process in parents and process != of:
            process = parents[process]
        return process == of

    return [p for p, name in names.items() if "CoarseGrainedExecutorBackend" in name and below(p)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="NOT TESTED: no /proc")
def test_a_worker_may_die(extractor: onrecord.Extractor, tmp_path: Path) -> None:
    import pyarrow.dataset
    import pyarrow.parquet

    rows = fixtures()
    many = [{**rows[n % len(rows)], "id": f"article-{n:06}"} for n in range(ARTICLES)]
    source, target = tmp_path / "articles.parquet", tmp_path / "claims"
    pyarrow.parquet.write_table(pa.Table.from_pylist(many), source)
    submit = LOCAL["PYSPARK_SUBMIT_ARGS"].replace("local[2]", "local-cluster[2,1,1024]")
    environment = {**os.environ, **LOCAL, "PYSPARK_SUBMIT_ARGS": submit}
    with open(tmp_path / "log", "w+") as log:
        driver = subprocess.Popen(
            [sys.executable, str(EXAMPLES / "spark.py"), str(source), str(target), "claims"],
            env=environment, stdout=log, stderr=log, cwd=tmp_path,
        )
        killed = 0
        try:
            while driver.poll() is None and not killed:
                time.sleep(0.2)
                # some part is written, some are not
                if list(target.rglob("part-*")) and (victims := executors(driver.pid)):
                    os.kill(victims[0], signal.SIGKILL)
                    killed = victims[0]
            assert driver.wait(timeout=3000) == 0, (tmp_path / "log").read_text()[-4000:]
        finally:
            driver.kill()
    assert killed, "the run ended before a worker could be killed"

    made = pyarrow.dataset.dataset(target, format="parquet").to_table()
    columns = ["article_id", "claim_id", "text", "speaker", "content_start", "content_end"]
    found = Counter(zip(*(made[column].to_pylist() for column in columns)))
    expected = extractor.extract_batch(pa.Table.from_pylist(many), threads=None)
    assert found == Counter(zip(*(expected[column].to_pylist() for column in columns)))
    print(f"{ARTICLES} articles, {made.num_rows} claims, executor {killed} killed", file=sys.stderr)
