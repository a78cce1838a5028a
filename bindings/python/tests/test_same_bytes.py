"""The same records, byte for byte, from the command, the binding and every engine."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from conftest import command, command_lines, dev_articles, fixtures, same

pa = pytest.importorskip("pyarrow", reason="NOT TESTED: pyarrow is not installed")

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
# The module that must be there, the example.
ENGINES = {
    "daft": "daft_frame.py",
    "dask": "dask_frame.py",
    "datafusion": "datafusion_query.py",
    "duckdb": "duckdb_query.py",
    "polars": "polars_frame.py",
    "pyspark": "spark.py",
    "ray": "ray_data.py",
}
LOCAL = {
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false "
    "--conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 pyspark-shell",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
}


def articles() -> list[dict[str, str]]:
    """Our fixtures, and the dev articles where they are."""
    rows = fixtures()
    dev = dev_articles()
    if dev is None:
        return rows
    lines = dev.read_text(encoding="utf-8").splitlines()
    return rows + [{key: row[key] for key in ("id", "text")} for row in map(json.loads, lines)]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    lines = command_lines(articles(), tmp_path_factory.mktemp("command"))
    records = dict(zip((row["id"] for row in articles()), lines))
    same("command", records, records)
    return records


def run_example(name: str, *arguments: str | Path, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *map(str, arguments)],
        env={**os.environ, **LOCAL, **environment},
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr[-4000:]


def test_dev_articles_are_among_them() -> None:
    if dev_articles() is None:
        pytest.skip("NOT COMPARED: the dev articles are not here; the fixtures are")


def test_one_article_at_a_time(extractor: onrecord.Extractor, expected: dict[str, str]) -> None:
    found = {row["id"]: extractor.extract(**row).to_json() for row in articles()}
    same("extract", found, expected)


def test_the_accurate_engine(tmp_path: Path) -> None:
    if "accurate" not in onrecord.ENGINES:
        pytest.skip("NOT COMPARED: the accurate engine is not in this wheel")
    rows = fixtures()
    try:
        lines = command_lines(rows, tmp_path, "--engine", "accurate")
    except subprocess.CalledProcessError as error:
        assert b"neural" in error.stderr
        pytest.skip(f"NOT COMPARED: the accurate engine is not in {command()}")
    extractor = onrecord.Extractor(engine="accurate")
    assert [extractor.extract(**row).to_json() for row in rows] == lines
    assert lines != [onrecord.Extractor().extract(**row).to_json() for row in rows]
    for threads in (1, 2):
        made = extractor.extract_batch(pa.Table.from_pylist(rows), output="json", threads=threads)
        assert made["record"].to_pylist() == lines


def test_every_field_and_unit(extractor: onrecord.Extractor, tmp_path: Path) -> None:
    more = {"title": "A headline", "date": "2026-11-03", "url": "u", "outlet": "o", "byline": "B. Line"}
    rows = [{**row, **more} for row in fixtures()]
    for unit in ("byte", "char", "utf16"):
        lines = command_lines(rows, tmp_path, "--offsets", unit, "--text")
        found = [extractor.extract(**r).to_json(offsets=unit, text=True) for r in rows]
        batch = extractor.extract_batch(
            pa.Table.from_pylist(rows),
            output="json",
            offsets=unit,
            include_text=True,
        )
        assert found == lines == batch["record"].to_pylist()


def test_columns(extractor: onrecord.Extractor, expected: dict[str, str]) -> None:
    made = extractor.extract_batch(pa.Table.from_pylist(articles()), output="json", threads=2)
    found = dict(zip(made["id"].to_pylist(), made["record"].to_pylist()))
    same("extract_batch", found, expected)


@pytest.mark.parametrize("module", ENGINES)
def test_engine(module: str, expected: dict[str, str], tmp_path: Path) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"NOT TESTED: {module} is not installed")
    import pyarrow.dataset
    import pyarrow.parquet

    source, target = tmp_path / "articles.parquet", tmp_path / "records.parquet"
    # several row groups, so that there is something to share out
    pyarrow.parquet.write_table(pa.Table.from_pylist(articles()), source, row_group_size=32)
    run_example(ENGINES[module], source, target, "json")
    made = pyarrow.dataset.dataset(target, format="parquet").to_table()
    found = dict(zip(made["id"].to_pylist(), made["record"].to_pylist()))
    assert made.num_rows == len(expected), "each once"
    same(module, found, expected, module)
