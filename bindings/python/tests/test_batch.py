"""Columns in, columns out."""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

import pytest

import onrecord
from conftest import NEWS

pa = pytest.importorskip("pyarrow", reason="NOT TESTED: pyarrow is not installed")


@pytest.fixture
def batch(rows: list[dict[str, str]]) -> Any:
    return pa.RecordBatch.from_pylist(rows)


def test_the_flat_table_has_a_row_a_claim(
    extractor: onrecord.Extractor, batch: Any, rows: list[dict[str, str]]
) -> None:
    made = extractor.extract_batch(batch)
    assert isinstance(made, pa.RecordBatch) and made.schema == onrecord.schema()
    expected = [(row["id"], claim) for row in rows for claim in extractor.extract(**row).claims]
    assert made.column("article_id").to_pylist() == [id for id, _ in expected]
    assert made.column("claim_id").to_pylist() == [claim.id for _, claim in expected]
    assert made.column("speaker").to_pylist() == [claim.speaker.name for _, claim in expected]
    assert made.column("content_start").to_pylist() == [c.content[0].start for _, c in expected]
    texts = {row["id"]: row["text"] for row in rows}
    for row in made.to_pylist():
        assert texts[row["article_id"]][row["content_start"] : row["content_end"]]
        for quantity in row["quantities"]:
            text = texts[row["article_id"]]
            assert text[quantity["start"] : quantity["end"]] == quantity["text"]


def test_nested_has_a_row_an_article(extractor: onrecord.Extractor, batch: Any) -> None:
    flat = extractor.extract_batch(batch).to_pylist()
    nested = extractor.extract_batch(batch, output="articles")
    assert nested.num_rows == batch.num_rows and nested.schema == onrecord.schema("articles")
    again = [
        {**claim, "article_id": row["id"], "date": None, "outlet": None, "url": None}
        for row in nested.to_pylist()
        for claim in row["claims"]
    ]
    assert again == flat


def test_json_is_the_record(extractor: onrecord.Extractor, batch: Any, rows: list[dict[str, str]]) -> None:
    made = extractor.extract_batch(batch, output="json")
    assert made.column("record").to_pylist() == [extractor.extract(**r).to_json() for r in rows]
    with_text = extractor.extract_batch(batch, output="json", offsets="char", include_text=True)
    record = json.loads(with_text.column("record")[0].as_py())
    assert record["text"] == rows[0]["text"] and record["offsets"] == "char"


def test_integers_are_signed() -> None:
    for output in ("claims", "articles", "json"):
        kinds = str(onrecord.schema(output))
        assert "uint" not in kinds


def test_any_number_of_threads_gives_the_same(extractor: onrecord.Extractor, batch: Any) -> None:
    many = pa.Table.from_batches([batch] * 12).combine_chunks().to_batches()[0]
    one = extractor.extract_batch(many)
    assert one.equals(extractor.extract_batch(many, threads=3))
    assert one.equals(extractor.extract_batch(many, threads=None))


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_any_column_of_text(extractor: onrecord.Extractor, kind: str) -> None:
    column = pa.array([NEWS, None, NEWS], pa.string())
    column = column.dictionary_encode() if kind == "dictionary" else column.cast(getattr(pa, kind)())
    made = extractor.extract_batch(pa.table({"text": column}), output="json")
    assert isinstance(made, pa.Table)
    assert made.column("record").to_pylist() == [
        extractor.extract(NEWS).to_json(), None, extractor.extract(NEWS).to_json()
    ]
    nested = extractor.extract_batch(column, output="articles")
    assert [claims is None for claims in nested.column("claims").to_pylist()] == [False, True, False]
    sliced = extractor.extract_batch(pa.table({"text": column.slice(1)}), output="json")
    assert sliced.column("id").null_count == 1


def test_dates_and_numbers_become_text(extractor: onrecord.Extractor) -> None:
    day = datetime.date(2026, 11, 3)
    table = pa.table({"text": [NEWS], "id": [7], "date": [day], "extra": [[1, 2]]})
    row = extractor.extract_batch(table).to_pylist()[0]
    assert (row["article_id"], row["date"]) == ("7", "2026-11-03")
    when = pa.table({"text": [NEWS], "date": [datetime.datetime(2026, 11, 3, 9, 30)]})
    assert extractor.extract_batch(when).to_pylist()[0]["date"].startswith("2026-11-03")


def test_columns_of_other_names(extractor: onrecord.Extractor) -> None:
    table = pa.table({"body": [NEWS], "key": ["a"], "paper": ["The Paper"]})
    made = extractor.extract_batch(table, text="body", id="key", outlet="paper").to_pylist()[0]
    assert (made["article_id"], made["outlet"]) == ("a", "The Paper")


def test_frames(extractor: onrecord.Extractor, rows: list[dict[str, str]]) -> None:
    expected = extractor.extract_batch(pa.Table.from_pylist(rows))
    pandas = pytest.importorskip("pandas", reason="NOT TESTED: pandas is not installed")
    polars = pytest.importorskip("polars", reason="NOT TESTED: Polars is not installed")
    frame = pandas.DataFrame(rows)
    frame["odd"] = [object() for _ in rows]
    assert extractor.extract_batch(frame).equals(expected)
    assert extractor.extract_batch(polars.DataFrame(rows)).equals(expected)
    texts = extractor.extract_batch(pa.array([row["text"] for row in rows]))
    assert extractor.extract_batch(frame["text"]).equals(texts)
    assert extractor.extract_batch(polars.DataFrame(rows)["text"]).equals(texts)


def test_nothing_in_nothing_out(extractor: onrecord.Extractor) -> None:
    empty = pa.RecordBatch.from_pydict({"text": pa.array([], pa.string())})
    for output in ("claims", "articles", "json"):
        assert extractor.extract_batch(empty, output=output).num_rows == 0
        table = extractor.extract_batch(pa.Table.from_batches([empty]), output=output)
        assert table.schema == onrecord.schema(output)


def test_errors_name_the_column(extractor: onrecord.Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="text: expected a column 'text', found 'body', 'key'"):
        extractor.extract_batch(pa.table({"body": ["a"], "key": ["b"]}))
    with pytest.raises(TypeError, match="text: expected a column of text, found int64"):
        extractor.extract_batch(pa.table({"text": [1]}))
    with pytest.raises(TypeError, match="articles: expected columns .*, found list"):
        extractor.extract_batch(["a"])
    with pytest.raises(ValueError, match="threads: expected 1 or more, or None for all cores, found 0"):
        extractor.extract_batch(pa.table({"text": ["a"]}), threads=0)
    with pytest.raises(ValueError, match="output: expected 'claims', 'articles' or 'json', found 'xml'"):
        extractor.extract_batch(pa.table({"text": ["a"]}), output="xml")  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"pip install 'onrecord\[arrow\]'"):
        extractor.extract_batch([])
