"""`Extraction`: all that was found in one article."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from onrecord import _html, _types
from onrecord._types import (
    ArticleInfo,
    Claim,
    Entity,
    Mention,
    Provenance,
    Quotation,
    Speaker,
)

if TYPE_CHECKING:
    from onrecord import _native
    from onrecord._extractor import Extractor

Offsets = Literal["byte", "char", "utf16"]
"""The unit of offsets: bytes of UTF-8 as the command counts, code points as Python, UTF-16 as JavaScript."""


class Extraction:
    """All that was found in one article; made by `Extractor.extract`.

    Objects count code points: `found.text[span.start : span.end] == span.text`. In a notebook an extraction
    shows the text with its claims marked.
    """

    def __init__(
        self,
        native: _native.Extraction,
        text: str,
        extractor: Extractor,
        fields: dict[str, str | None],
    ) -> None:
        self._native = native
        self._extractor = extractor
        self._fields = fields
        self.text = text
        """The text as it was given."""

    @cached_property
    def _record(self) -> dict[str, Any]:
        return self.to_dict()

    @property
    def id(self) -> str:
        """The id that was given, else a stable hash of the text."""
        return str(self._record["id"])

    @cached_property
    def article(self) -> ArticleInfo:
        """What is known about the article."""
        return _types.article(self._record["article"])

    @cached_property
    def claims(self) -> list[Claim]:
        """The claims, in order."""
        return [_types.claim(record) for record in self._record["claims"]]

    @cached_property
    def mentions(self) -> list[Mention]:
        """People, parties, bodies, states, countries: every mention, in order."""
        return [_types.mention(record) for record in self._record["mentions"]]

    @cached_property
    def entities(self) -> list[Entity]:
        """People and bodies, in order of first mention."""
        return [_types.entity(record) for record in self._record["entities"]]

    @cached_property
    def quotations(self) -> list[Quotation]:
        """Pairs of quotation marks, in order."""
        return [_types.quotation(record) for record in self._record["quotations"]]

    @cached_property
    def provenance(self) -> Provenance:
        """Version, weights and tables that made this."""
        return _types.provenance(self._record["provenance"])

    @property
    def speakers(self) -> list[Entity]:
        """The entities that stand behind a claim, in order of their first."""
        ids = (i for c in self.claims for i in [c.speaker.entity, *c.speaker.members])
        return [self._entities[i] for i in dict.fromkeys(ids) if i in self._entities]

    @cached_property
    def _entities(self) -> dict[str | None, Entity]:
        return {entity.id: entity for entity in self.entities}

    def entity(self, of: Mention | Speaker | Claim | str) -> Entity | None:
        """The entity of a mention, of the speaker of a claim, or with this id; `None` where unresolved."""
        if isinstance(of, Claim):
            of = of.speaker
        return self._entities.get(of if isinstance(of, str) else of.entity)

    def topics(self, claim: Claim) -> list[Entity]:
        """The entities that a claim is about, in order, each once."""
        ids = dict.fromkeys(self.mentions[index].entity for index in claim.mentions)
        return [self._entities[i] for i in ids if i in self._entities]

    def to_dict(self, *, offsets: Offsets = "char", text: bool = False) -> dict[str, Any]:
        """The record of schema `article/1`; by default offsets count code points."""
        record: dict[str, Any] = json.loads(self._native.json(offsets, text))
        return record

    def to_json(self, *, offsets: Offsets = "byte", text: bool = False) -> str:
        """The record as one line of JSON, the very bytes that `onrecord extract` writes with
        `--offsets` and `--text` alike: by default offsets count bytes, as there."""
        return self._native.json(offsets, text)

    def __repr__(self) -> str:
        return (
            f"<Extraction {self.id!r}: {len(self.claims)} claims,"
            f" {len(self.speakers)} speakers, {len(self.mentions)} mentions>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # The same text gives the same extraction, so what is sent is the text.
        return _again, (self._extractor, self.text, self._fields)

    def _repr_html_(self) -> str:
        return _html.page(self)


def _again(extractor: Extractor, text: str, fields: dict[str, str | None]) -> Extraction:
    return extractor.extract(text, **fields)
