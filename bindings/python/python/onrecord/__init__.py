"""Who said what in the news: every claim on record, with its speaker, its words and its exact place.

>>> import onrecord
>>> extractor = onrecord.Extractor()  # build once, share with all threads
>>> found = extractor.extract("“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).", date="2026-11-03")
>>> claim = found.claims[0]
>>> claim.text, claim.speaker.name, claim.speaker.party, claim.speaker.state
('Taxes will fall', 'Ann Ortiz', 'Democratic Party', 'Ohio')
>>> span = claim.content[0]
>>> found.text[span.start : span.end]  # offsets count code points, as Python does
'“Taxes will fall,”'

Many articles, as columns of Arrow, pandas or Polars: `Extractor.extract_batch`.
"""

from onrecord._extraction import Extraction
from onrecord._extractor import Extractor, schema
from onrecord._native import ENGINES
from onrecord._native import VERSION as __version__
from onrecord._types import (
    ArticleInfo,
    Basis,
    Claim,
    Dateline,
    Entity,
    Mention,
    Provenance,
    Quantity,
    Quotation,
    Span,
    Speaker,
    Verdict,
    When,
)

__all__ = [
    "ENGINES",
    "ArticleInfo",
    "Basis",
    "Claim",
    "Dateline",
    "Entity",
    "Extraction",
    "Extractor",
    "Mention",
    "Provenance",
    "Quantity",
    "Quotation",
    "Span",
    "Speaker",
    "Verdict",
    "When",
    "__version__",
    "schema",
]
