"""spaCy: a component that finds claims.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("onrecord")
>>> doc = nlp("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).")
>>> [(span.text, span.label_) for span in doc.spans["onrecord"]]
[('“Taxes will fall,”', 'CONTENT'), ('said', 'CUE'), ('Gov. Ann Ortiz (D-Ohio)', 'SOURCE')]
>>> doc._.claims[0].speaker.party
'Democratic Party'

It reads the text alone, so it may stand anywhere in a pipeline. `doc.spans["onrecord"]` holds sources, cues and
contents, the id of the claim as `span.id_` (`displacy.render(doc, style="span", options={"spans_key": "onrecord"})`
shows them); `doc.spans["onrecord_mentions"]` people, parties, bodies and places, the id of the entity as `span.kb_id_`;
`doc._.claims` the claims as objects, `doc._.record` the record. All of it outlives `to_bytes`, `DocBin` with
`store_user_data=True`, and `nlp.pipe` with `n_process`.
"""

import json
from functools import lru_cache
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord import _types
from onrecord._extractor import Extractor
from onrecord._types import Claim

_KEY = "onrecord"


@lru_cache(maxsize=64)
def _read(record: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(record)
    return read


def _record(doc: Doc) -> dict[str, Any] | None:
    # As text: what `to_bytes` can write.
    record = doc.user_data.get(_KEY)
    return None if record is None else _read(record)


def _claims(doc: Doc) -> list[Claim]:
    record = _record(doc)
    return [] if record is None else [_types.claim(claim) for claim in record["claims"]]


Doc.set_extension("record", getter=_record, force=True)
Doc.set_extension("claims", getter=_claims, force=True)


class Component:
    """Finds the claims of a `Doc`."""

    def __init__(self, extractor: Extractor, spans_key: str = "onrecord") -> None:
        self.extractor = extractor
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        found = self.extractor.extract(doc.text)
        parts = [
            (span, label, claim.id, "")
            for claim in found.claims
            for label, spans in (
                ("SOURCE", claim.source),
                ("CUE", claim.cue),
                ("CONTENT", claim.content),
            )
            for span in spans
        ]
        parts.sort(key=lambda part: (part[0].start, part[0].end))
        names = [(span, span.kind.upper(), "", span.entity or "") for span in found.mentions]
        for key, marked in ((self.spans_key, parts), (f"{self.spans_key}_mentions", names)):
            doc.spans[key] = [
                made
                for span, label, id, entity in marked
                if (made := _span(doc, span, label, id, entity)) is not None
            ]
        doc.user_data[_KEY] = found.to_json(offsets="char")
        return doc


def _span(doc: Doc, span: _types.Span, label: str, id: str, entity: str) -> Span | None:
    """The tokens of a span, whole tokens where it ends within one."""
    return doc.char_span(
        span.start, span.end, label=label, span_id=id, kb_id=entity, alignment_mode="expand"
    )


# spaCy reads the types of the arguments to check a config: they must not be postponed.
@Language.factory(
    "onrecord",
    assigns=["doc.spans", "doc._.claims", "doc._.record"],
    default_config={
        "spans_key": "onrecord",
        "engine": "fast",
        "min_confidence": None,
        "min_speaker_confidence": None,
    },
)
def create(
    nlp: Language,
    name: str,
    spans_key: str,
    engine: Literal["fast", "small", "accurate"],
    min_confidence: float | None,
    min_speaker_confidence: float | None,
) -> Component:
    """Makes the component; `nlp.add_pipe("onrecord", config={…})` calls it."""
    extractor = Extractor(
        engine=engine,
        min_confidence=min_confidence,
        min_speaker_confidence=min_speaker_confidence,
    )
    return Component(extractor, spans_key)
