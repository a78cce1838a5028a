"""One article: objects, offsets, the record, errors."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
import multiprocessing
import os
import pickle
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import onrecord
from conftest import NEWS, ROOT


def spans(value: object) -> Iterator[onrecord.Span]:
    """Every span inside."""
    if isinstance(value, onrecord.Span):
        yield value
    if isinstance(value, list):
        for item in value:
            yield from spans(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from spans(getattr(value, field.name))


def test_from_a_claim_to_its_speaker(extractor: onrecord.Extractor) -> None:
    found = extractor.extract(NEWS, date="2026-11-03")
    claim = found.claims[0]
    assert (claim.text, claim.form, claim.cue[0].text) == ("Taxes will fall", "direct", "said")
    assert (claim.speaker.status, claim.speaker.name) == ("resolved", "Ann Ortiz")
    assert (claim.speaker.party, claim.speaker.state) == ("Democratic Party", "Ohio")
    entity = found.entity(claim)
    assert entity is not None and entity.basis.party == "stated"
    assert found.speakers[0] == entity == found.entity(entity.id) == found.entity(claim.speaker)
    assert found.entity("nobody") is None


def test_every_span_is_a_slice_of_the_text(
    extractor: onrecord.Extractor, rows: list[dict[str, str]]
) -> None:
    for text in [NEWS, *(row["text"] for row in rows)]:
        found = extractor.extract(text)
        all_spans = list(spans([found.claims, found.mentions, found.quotations]))
        assert all_spans
        for span in all_spans:
            assert text[span.start : span.end] == span.text


def test_objects_say_all_that_the_record_says(
    extractor: onrecord.Extractor, rows: list[dict[str, str]]
) -> None:
    """Field for field: a field that the record gains must be gained here."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(item) for item in value]
        if not dataclasses.is_dataclass(value):
            return value
        names = [field.name for field in dataclasses.fields(value)]
        made = {name.removesuffix("_"): plain(getattr(value, name)) for name in names}
        if isinstance(value, onrecord.Mention) and not value.embedded:
            del made["embedded"]
        return made

    for row in rows:
        found = extractor.extract(**row, title="A title", outlet="The Paper")
        record = found.to_dict()
        for name in ("article", "claims", "mentions", "entities", "quotations", "provenance"):
            assert plain(getattr(found, name)) == record[name], name


def test_objects_have_the_fields_of_the_schema() -> None:
    schema = json.loads((ROOT / "schema/article-1.json").read_text(encoding="utf-8"))["properties"]
    claim = schema["claims"]["items"]["properties"]
    for kind, properties in [
        (onrecord.Claim, claim),
        (onrecord.Speaker, claim["speaker"]["properties"]),
        (onrecord.Entity, schema["entities"]["items"]["properties"]),
        (onrecord.Mention, schema["mentions"]["items"]["properties"]),
    ]:
        assert {field.name for field in dataclasses.fields(kind)} == set(properties)


def test_topics_are_what_the_words_mention(extractor: onrecord.Extractor) -> None:
    found = extractor.extract("“Ohio deserves better than Ann Ortiz,” said Tom Breck.")
    assert "Ann Ortiz" in [entity.name for entity in found.topics(found.claims[0])]


def test_units_of_offsets(extractor: onrecord.Extractor) -> None:
    text = "🙂 “No,” Ortiz said."
    found = extractor.extract(text, id="a")
    before = text[: text.index("“")]
    places = {}
    for unit, count in (
        ("byte", len(before.encode())),
        ("char", len(before)),
        ("utf16", len(before.encode("utf-16-le")) // 2),
    ):
        record = found.to_dict(offsets=unit)  # type: ignore[arg-type]
        places[unit] = record["claims"][0]["content"][0]["start"]
        assert places[unit] == count
    assert len(set(places.values())) == 3
    assert json.loads(found.to_json())["offsets"] == "byte"
    assert "text" not in found.to_dict() and found.to_dict(text=True)["text"] == text


def test_what_is_known_of_the_article(extractor: onrecord.Extractor) -> None:
    day = datetime.date(2026, 11, 3)
    found = extractor.extract(
        NEWS, id="7", title="Tax news", date=day, url="u", outlet="The Paper", byline="A. Writer"
    )
    assert found.id == "7" and found.article.date == "2026-11-03"
    assert (found.article.title, found.article.outlet) == ("Tax news", "The Paper")
    assert extractor.extract(NEWS).id == extractor.extract(NEWS).id != "7"
    assert found.provenance.version == onrecord.__version__


def test_settings(tmp_path: Path) -> None:
    assert onrecord.Extractor(last_stage="entities").extract(NEWS).claims == []
    assert repr(onrecord.Extractor(min_confidence=0.5)) == "Extractor(min_confidence=0.5)"
    table = tmp_path / "people.tsv"
    table.write_text("id\tkind\tname\tparty\nperson/mine\tperson\tZora Quill\tparty/us/democratic\n")
    own = onrecord.Extractor(gazetteer=table)
    found = own.extract("“No,” said Zora Quill.")
    assert found.claims[0].speaker.entity == "person/mine"
    # what is sent to another process needs no file there
    table.unlink()
    again = pickle.loads(pickle.dumps(own))
    assert again.extract("“No,” said Zora Quill.").to_json() == found.to_json()


accurate = pytest.mark.skipif(
    "accurate" not in onrecord.ENGINES, reason="NOT TESTED: the accurate engine is not in this wheel"
)


@accurate
def test_records_tell_their_engine() -> None:
    extractor = onrecord.Extractor(engine="accurate")
    assert repr(extractor) == "Extractor(engine='accurate')"
    found = extractor.extract(NEWS)
    assert found.claims[0].speaker.name == "Ann Ortiz"
    assert found.provenance.model.startswith("accurate-")
    assert onrecord.Extractor(engine="small").extract(NEWS).provenance.model.startswith("small-")
    assert not onrecord.Extractor(engine="fast").extract(NEWS).provenance.model.startswith("accurate-")
    assert pickle.loads(pickle.dumps(extractor)).extract(NEWS).to_json() == found.to_json()


@accurate
@pytest.mark.skipif(not hasattr(os, "fork"), reason="NOT TESTED: processes are not forked here")
def test_a_forked_process_waits_for_no_thread_of_its_parent() -> None:
    extractor = onrecord.Extractor(engine="accurate")
    expected = extractor.extract(NEWS).to_json()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        found = pool.apply_async(_record, (extractor, NEWS)).get(timeout=120)
    assert found == expected


def _record(extractor: onrecord.Extractor, text: str) -> str:
    return extractor.extract(text).to_json()


@pytest.mark.skipif("accurate" in onrecord.ENGINES, reason="NOT TESTED: this wheel has all engines")
def test_an_engine_that_is_not_built_in_is_told() -> None:
    with pytest.raises(ValueError, match="engine: 'accurate' is not in this wheel"):
        onrecord.Extractor(engine="accurate")


def test_errors_say_what_was_expected_and_found(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="min_confidence: expected 0 to 1, found 2"):
        onrecord.Extractor(min_confidence=2)
    with pytest.raises(ValueError, match="engine: expected 'fast', 'small' or 'accurate', found 'slow'"):
        onrecord.Extractor(engine="slow")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="last_stage: expected 'quotations'.*found 'all'"):
        onrecord.Extractor(last_stage="all")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        onrecord.Extractor(gazetteer=tmp_path / "none.tsv")
    (tmp_path / "bad.tsv").write_text("id\tkind\tname\nx\tdragon\tSmaug\n")
    with pytest.raises(ValueError, match=r"bad\.tsv:2: expected .*, found"):
        onrecord.Extractor(gazetteer=tmp_path / "bad.tsv")
    extractor = onrecord.Extractor()
    with pytest.raises(TypeError, match="text: expected str, found bytes; decode it first"):
        extractor.extract(b"No.")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="surrogates not allowed"):
        extractor.extract("\ud800")
    with pytest.raises(ValueError, match="offsets: expected 'byte', 'char' or 'utf16', found 'words'"):
        extractor.extract("No.").to_json(offsets="words")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " ", "\0", "“" * 3000, "a" * 10000, "said " * 2000, "\u202e” ’"])
def test_any_text_is_read(extractor: onrecord.Extractor, text: str) -> None:
    found = extractor.extract(text)
    assert json.loads(found.to_json())["schema"] == "article/1"
    assert found._repr_html_().startswith("<div")


def test_pickle_and_copy(extractor: onrecord.Extractor) -> None:
    found = extractor.extract(NEWS, id="a", date="2026-11-03")
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert again.to_json() == found.to_json()
    assert pickle.loads(pickle.dumps(found.claims)) == found.claims


def test_threads_share_an_extractor(extractor: onrecord.Extractor, rows: list[dict[str, str]]) -> None:
    expected = [extractor.extract(**row).to_json() for row in rows]
    results: list[list[str]] = []

    def read() -> None:
        results.append([extractor.extract(**row).to_json() for row in rows])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


class Words(HTMLParser):
    """The words of a page, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_notebooks_show_the_text_marked_and_escaped(extractor: onrecord.Extractor) -> None:
    text = "“<script>alert(1)</script> is unsafe,” said Gov. Ann Ortiz (D-Ohio) & her <b>aide</b>."
    page = Words()
    page.feed(extractor.extract(text)._repr_html_())
    assert text in page.words
    assert "mark" in page.elements and "script" not in page.elements


def test_repr_counts(extractor: onrecord.Extractor) -> None:
    text = repr(extractor.extract(NEWS, id="a"))
    assert text.startswith("<Extraction 'a': ") and "claims" in text
