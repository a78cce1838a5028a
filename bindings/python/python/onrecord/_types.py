"""What is found in an article, as typed objects: the records of schema `article/1`, field for field.

Offsets count code points, half-open, so `text[span.start : span.end] == span.text`. Unknown is `None`, never
`""`. A field that is a word of Python ends in an underscore (`Quotation.class_`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

T = TypeVar("T")
Json = dict[str, Any]

MentionKind = Literal[
    "person", "party", "organization", "us_state", "subdivision", "country", "place", "office"
]
SpeakerStatus = Literal["resolved", "ambiguous", "unresolved", "none"]
SpeakerType = Literal["person", "organization", "group", "document", "unnamed"]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text and its words, verbatim."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention(Span):
    """Words that name or stand for somebody or something."""

    kind: MentionKind
    form: str
    entity: str | None
    """The `id` of its entity."""
    embedded: bool
    """It stands inside a larger name: “the Trump campaign”."""


@dataclass(frozen=True, slots=True)
class Quotation(Span):
    """A pair of quotation marks and what stands between them, marks included."""

    class_: Literal["speech", "scare", "title", "nickname"]
    depth: int
    continues: int | None
    """Index of the quotation that this one carries on."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where each field of an entity comes from: `stated` by the article, or `gazetteer`."""

    role: Literal["stated", "gazetteer"] | None
    party: Literal["stated", "gazetteer"] | None
    state: Literal["stated", "gazetteer"] | None
    country: Literal["stated", "gazetteer"] | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person or body of the article."""

    id: str
    """Stable across articles when the gazetteer knows it."""
    kind: MentionKind
    name: str
    aliases: list[str]
    wikidata: str | None
    role: str | None
    party: str | None
    state: str | None
    country: str | None
    gender: Literal["female", "male", "other"] | None
    basis: Basis
    mentions: list[int]
    """Indexes of its mentions."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who stands behind a claim. A name is never guessed: `status` tells."""

    status: SpeakerStatus
    entity: str | None
    """The `id` of the entity, when resolved."""
    members: list[str]
    """Ids of all that speak together; empty for one alone."""
    name: str | None
    type: SpeakerType | None
    unnamed: bool
    role: str | None
    party: str | None
    state: str | None
    country: str | None
    affiliation: str | None
    candidates: list[str]
    """Ids of the entities that it may be, when ambiguous."""
    path: list[str]
    """Ordered reasons that led here."""
    confidence: float


@dataclass(frozen=True, slots=True)
class When(Span):
    """When something was said."""

    value: str | None
    """ISO 8601 at the precision of the words."""


@dataclass(frozen=True, slots=True)
class Quantity(Span):
    """A number with what it counts."""

    value: int | float | str | None
    """A number, or an ISO 8601 date."""
    unit: str | None
    kind: Literal["count", "percent", "money", "date", "ordinal"]
    qualifier: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the article itself says of a claim."""

    status: Literal["supported", "refuted", "unproven", "misleading", "disputed"]
    by: str
    """`article`, or the words that name who says it."""
    evidence: Span
    scope: Literal["same_sentence", "anaphora", "restated"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: who says what, with which words, where."""

    id: str
    source: list[Span]
    """The words that name who says it; empty when the article names none."""
    cue: list[Span]
    """The words that attribute: “said”, “according to”."""
    content: list[Span]
    """The words attributed, marks included."""
    text: str
    """What is claimed, ready to read."""
    sentence: int
    paragraph: int
    form: Literal["direct", "mixed", "indirect"]
    attribution: str
    region: Literal["headline", "body", "caption", "credit", "boilerplate"]
    cue_class: str
    speaker: Speaker
    addressee: Span | None
    medium: Span | None
    reported_by: Span | None
    when: When | None
    mentions: list[int]
    """Indexes of the mentions inside the content: what the claim is about."""
    quantities: list[Quantity]
    polarity: Literal["affirmative", "negative"]
    modality: str
    check_worthiness: float
    verdicts: list[Verdict]
    continues: str | None
    responds_to: str | None
    restates: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when an article was filed: “WASHINGTON, Nov. 3 (AP) —”."""

    place: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What is known about an article."""

    title: str | None
    url: str | None
    date: str | None
    outlet: str | None
    byline: str | None
    dateline: Dateline | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a record."""

    version: str
    model: str
    gazetteer: str


def _fields(kind: type[Any], record: Json, **made: object) -> Json:
    """The fields of a class from a record, those that are records themselves as they were made."""
    names = kind.__dataclass_fields__
    return {n: made[n] if n in made else record[n.removesuffix("_")] for n in names}


def _plain(kind: type[T]) -> Callable[[Json], T]:
    """Makes an object whose fields are all plain."""
    return lambda record: kind(**_fields(kind, record))


def _maybe(make: Callable[[Json], T], record: Json | None) -> T | None:
    return None if record is None else make(record)


span = _plain(Span)
quotation = _plain(Quotation)
provenance = _plain(Provenance)
_basis = _plain(Basis)
_dateline = _plain(Dateline)
_speaker = _plain(Speaker)
_when = _plain(When)
_quantity = _plain(Quantity)


def mention(record: Json) -> Mention:
    return Mention(**_fields(Mention, record, embedded=record.get("embedded", False)))


def entity(record: Json) -> Entity:
    return Entity(**_fields(Entity, record, basis=_basis(record["basis"])))


def article(record: Json) -> ArticleInfo:
    return ArticleInfo(
        **_fields(ArticleInfo, record, dateline=_maybe(_dateline, record["dateline"]))
    )


def _verdict(record: Json) -> Verdict:
    return Verdict(**_fields(Verdict, record, evidence=span(record["evidence"])))


def claim(record: Json) -> Claim:
    return Claim(
        **_fields(
            Claim,
            record,
            source=[span(s) for s in record["source"]],
            cue=[span(s) for s in record["cue"]],
            content=[span(s) for s in record["content"]],
            speaker=_speaker(record["speaker"]),
            addressee=_maybe(span, record["addressee"]),
            medium=_maybe(span, record["medium"]),
            reported_by=_maybe(span, record["reported_by"]),
            when=_maybe(_when, record["when"]),
            quantities=[_quantity(q) for q in record["quantities"]],
            verdicts=[_verdict(v) for v in record["verdicts"]],
        )
    )
