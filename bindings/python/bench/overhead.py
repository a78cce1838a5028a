"""What each engine costs on top of the crate: python bench/overhead.py COMMAND [ARTICLES [ENGINE…]]

Every engine runs its example over so many articles and over twice as many; the difference of the two, in seconds of CPU
of all its processes, leaves start-up out. COMMAND is the `onrecord` command, built with the profile of the wheel.
Seconds of CPU, not of the clock, each the least of three rounds, so that a busy machine counts for less.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from test_same_bytes import ENGINES, LOCAL, articles  # noqa: E402

BATCH = """
import sys, onrecord, pyarrow.parquet as pq
extractor = onrecord.Extractor()
file = pq.ParquetFile(sys.argv[1])
for batch in file.iter_batches(batch_size=int(sys.argv[2])):
    extractor.extract_batch(batch, output="json")
"""
ONE = """
import sys, onrecord, pyarrow.parquet as pq
extractor = onrecord.Extractor()
for row in pq.read_table(sys.argv[1]).to_pylist():
    extractor.extract(row["text"], id=row["id"]).{what}
"""


def cpu(arguments: list[str]) -> float:
    """Seconds of CPU that a command and its children take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, **LOCAL}
    subprocess.run(arguments, env=environment, check=True, capture_output=True, timeout=3000)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    command = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    rows = articles()
    words = sum(len(rows[n % len(rows)]["text"].split()) for n in range(count, 2 * count))
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for size in (count, 2 * count):
            many = [{**rows[n % len(rows)], "id": str(n)} for n in range(size)]
            name = f"{folder}/{size}"
            pq.write_table(pa.Table.from_pylist(many), f"{name}.parquet", row_group_size=512)
            lines = "".join(json.dumps(row) + "\n" for row in many)
            Path(f"{name}.jsonl").write_text(lines, encoding="utf-8")
            inputs.append(name)

        def both(run: list[str]) -> list[float]:
            """Seconds for so many articles, and for twice as many."""
            return [cpu([part.format(name) for part in run]) for name in inputs]

        out = folder + "/out"
        python = [sys.executable, "-c"]
        runs = {
            "command": [command, "extract", "-q", "--threads", "1", "{}.jsonl", "-o", out + ".jsonl"],
            **{f"extract_batch, {n}": [*python, BATCH, "{}.parquet", str(n)] for n in (1, 16, 256, 4096)},
            "extract, to_json": [*python, ONE.format(what="to_json()"), "{}.parquet"],
            "extract, objects": [*python, ONE.format(what="claims"), "{}.parquet"],
        }
        for module, example in ENGINES.items():
            if importlib.util.find_spec(module) is None:
                print(f"NOT MEASURED: {module} is not installed")
                continue
            if module == "ray":
                print("NOT MEASURED: ray: its workers are not waited for, so nobody counts their seconds")
                continue
            script = str(HERE.parent / "examples" / example)
            target = f"{out}-{module}" + (".parquet" if module in ("polars", "duckdb") else "")
            runs[module] = [sys.executable, script, "{}.parquet", target, "json"]
        chosen = {name: run for name, run in runs.items() if name in ("command", *(sys.argv[3:] or runs))}
        rounds = [{name: both(run) for name, run in chosen.items()} for _ in range(3)]
        for name in chosen:
            least = {of: [min(one[of][n] for one in rounds) for n in (0, 1)] for of in (name, "command")}
            took, bare = (least[of][1] - least[of][0] for of in (name, "command"))
            print(f"{name:20} {words / took:9,.0f} words a CPU second {took / bare - 1:+7.1%}")


if __name__ == "__main__":
    main()
