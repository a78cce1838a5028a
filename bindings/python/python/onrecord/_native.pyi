"""The native half: see `onrecord.Extractor` and `onrecord.Extraction`, which are built on it."""

from typing import Literal, final

import pyarrow as pa

VERSION: str
ENGINES: tuple[str, ...]

@final
class Extractor:
    def __new__(
        cls,
        gazetteer: tuple[str, str] | None,
        engine: str,
        min_confidence: float | None,
        min_speaker_confidence: float | None,
        last_stage: str,
    ) -> Extractor: ...
    def extract(
        self,
        text: str,
        id: str | None,
        title: str | None,
        url: str | None,
        date: str | None,
        outlet: str | None,
        byline: str | None,
    ) -> Extraction: ...
    def extract_batch(
        self,
        articles: pa.RecordBatch,
        output: str,
        offsets: str,
        text: bool,
        threads: int | None,
    ) -> pa.RecordBatch: ...

@final
class Extraction:
    def json(self, offsets: Literal["byte", "char", "utf16"], text: bool) -> str: ...
