"""The component of spaCy."""

from __future__ import annotations

import pytest

import onrecord
from conftest import NEWS

spacy = pytest.importorskip("spacy", reason="NOT TESTED: spaCy is not installed")


@pytest.fixture(scope="module")
def nlp():  # type: ignore[no-untyped-def]
    made = spacy.blank("en")
    made.add_pipe("onrecord")
    return made


def test_one_line_adds_claims(nlp, extractor: onrecord.Extractor) -> None:  # type: ignore[no-untyped-def]
    doc = nlp(NEWS)
    assert doc._.claims == extractor.extract(NEWS).claims
    spans = [(span.text, span.label_) for span in doc.spans["onrecord"]]
    assert ("said", "CUE") in spans and ("“Taxes will fall,”", "CONTENT") in spans
    assert doc.spans["onrecord"][0].id_ == doc._.claims[0].id
    mentions = {(span.text, span.label_, span.kb_id_) for span in doc.spans["onrecord_mentions"]}
    assert ("Ann Ortiz", "PERSON", "person/ann-ortiz") in mentions


def test_what_was_found_travels(nlp) -> None:  # type: ignore[no-untyped-def]
    from spacy.tokens import Doc, DocBin

    doc = nlp(NEWS)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    packed = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    unpacked = next(DocBin().from_bytes(packed).get_docs(nlp.vocab))
    for other in (again, unpacked):
        assert other._.claims == doc._.claims
        assert [s.label_ for s in other.spans["onrecord"]] == [s.label_ for s in doc.spans["onrecord"]]


def test_other_processes(nlp) -> None:  # type: ignore[no-untyped-def]
    docs = list(nlp.pipe([NEWS, "No news.", NEWS], n_process=2, batch_size=1))
    assert [len(doc._.claims) for doc in docs] == [len(nlp(NEWS)._.claims), 0, len(nlp(NEWS)._.claims)]


def test_settings_and_no_text() -> None:
    made = spacy.blank("en")
    made.add_pipe("onrecord", config={"spans_key": "sc", "min_confidence": 1.0})
    accurate = "accurate" in onrecord.ENGINES
    other = spacy.blank("en")
    other.add_pipe("onrecord", config={"engine": "accurate" if accurate else "fast"})
    assert other(NEWS)._.record["provenance"]["model"].startswith("accurate-") == accurate
    assert made("“No,” Ortiz said.")._.claims == [] and list(made("").spans["sc"]) == []
    assert spacy.blank("en")(NEWS)._.claims == []
