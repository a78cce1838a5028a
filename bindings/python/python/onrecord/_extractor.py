"""`Extractor`: reads articles, one at a time or by the column."""

from __future__ import annotations

import datetime
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from onrecord import _native
from onrecord._extraction import Extraction, Offsets

if TYPE_CHECKING:
    import pyarrow as pa

Output = Literal["claims", "articles", "json"]
Engine = Literal["fast", "small", "accurate"]
Settings = tuple[tuple[str, str] | None, Engine, float | None, float | None, str]

# Articles of a batch that comes out: a column of text holds 2 GiB.
_ROWS = 4096
_FIELDS = ("text", "id", "title", "date", "url", "outlet", "byline")


@lru_cache(maxsize=8)
def _built(settings: Settings) -> _native.Extractor:
    """One native extractor for the same settings: engines send a copy with every task."""
    return _native.Extractor(*settings)


class Extractor:
    """Reads articles. Build it once; it may be shared by threads and sent to other processes.

    Args:
        gazetteer: a table of your own people, parties and bodies, added to the embedded ones.
        engine: `fast`, small networks; `small`, an encoder of words beside them where they are least sure; or
            `accurate`, the encoder wherever they are in doubt: closer to human agreement, a tenth of the speed.
            `onrecord.ENGINES` tells which are in this wheel.
        min_confidence: leaves out claims less likely to be right than this, 0 for none; if not given, those
            whose errors outweigh what they add.
        min_speaker_confidence: leaves open who speaks where that is less likely to be right than this.
        last_stage: how far an article is taken: `quotations`, `entities` (also mentions) or `claims` (all).

    Raises:
        ValueError: a setting is out of range, a line of the table is wrong, or the engine is not in this wheel:
            the message names it.
        OSError: the table cannot be read.
    """

    def __init__(
        self,
        *,
        gazetteer: str | os.PathLike[str] | None = None,
        engine: Engine = "fast",
        min_confidence: float | None = None,
        min_speaker_confidence: float | None = None,
        last_stage: Literal["quotations", "entities", "claims"] = "claims",
    ) -> None:
        table = None
        if gazetteer is not None:
            table = (os.fspath(gazetteer), Path(gazetteer).read_text(encoding="utf-8"))
        self._settings: Settings = (table, engine, min_confidence, min_speaker_confidence, last_stage)
        self._native = _built(self._settings)

    def __getstate__(self) -> Settings:
        return self._settings

    def __setstate__(self, settings: Settings) -> None:
        self._settings = settings
        self._native = _built(settings)

    def __repr__(self) -> str:
        table, engine, confidence, speaker, stage = self._settings
        given = {
            "gazetteer": table and table[0],
            "engine": None if engine == "fast" else engine,
            "min_confidence": confidence,
            "min_speaker_confidence": speaker,
            "last_stage": None if stage == "claims" else stage,
        }
        words = (f"{name}={value!r}" for name, value in given.items() if value is not None)
        return f"Extractor({', '.join(words)})"

    def extract(
        self,
        text: str,
        *,
        id: str | None = None,
        title: str | None = None,
        date: str | datetime.date | None = None,
        url: str | None = None,
        outlet: str | None = None,
        byline: str | None = None,
    ) -> Extraction:
        """Reads one article. Whatever the text, it never fails; other threads of Python go on meanwhile.

        Args:
            text: the article, read and never rewritten. Blank lines part paragraphs.
            id: its own id; without one, a stable hash of the text.
            title: its headline, where that is not part of the text.
            date: its day of publication, `2026-11-03` or a `datetime.date`.
            url: where it was published.
            outlet: the newspaper, agency, broadcaster or site.
            byline: who wrote it.
        """
        if not isinstance(text, str):
            hint = "; decode it first" if isinstance(text, bytes) else ""
            raise TypeError(f"text: expected str, found {type(text).__name__}{hint}")
        day = date.isoformat() if isinstance(date, datetime.date) else date
        fields = {
            "id": id,
            "title": title,
            "url": url,
            "date": day,
            "outlet": outlet,
            "byline": byline,
        }
        return Extraction(self._native.extract(text, **fields), text, self, fields)

    def extract_batch(
        self,
        articles: Any,
        *,
        output: Output = "claims",
        offsets: Offsets | None = None,
        include_text: bool = False,
        threads: int | None = 1,
        text: str = "text",
        id: str = "id",
        title: str = "title",
        date: str = "date",
        url: str = "url",
        outlet: str = "outlet",
        byline: str = "byline",
    ) -> Any:
        """Reads columns of articles, returns columns of Arrow.

        Args:
            articles: a pyarrow RecordBatch or Table, a data frame of pandas or Polars, a relation of DuckDB:
                anything that speaks Arrow; or one column of texts alone.
            output: `claims`, the flat table, a row a claim; `articles`, a row an article with a list of its
                claims; `json`, a row an article with the record that the command writes.
            offsets: what offsets count: `byte`, `char` or `utf16`. If not given, as elsewhere: bytes in
                `json`, code points in columns.
            include_text: with `json`, the record carries the text.
            threads: 1 where an engine runs one process a core; `None` for all cores.
            text, id, title, date, url, outlet, byline: names of the columns; all but `text` may be missing.

        Returns:
            a RecordBatch for a RecordBatch, else a Table. Integers are signed, as Spark wants them. An article
            whose text is null has no claims, and in `articles` and `json` a row of nulls.

        Raises:
            ValueError: there is no column of that name.
            TypeError: `articles` is not made of columns, or a column is not text.
        """
        pa = _pyarrow()
        if threads is not None and threads < 1:
            raise ValueError(f"threads: expected 1 or more, or None for all cores, found {threads}")
        names = dict(zip(_FIELDS, (text, id, title, date, url, outlet, byline)))
        unit = offsets or ("byte" if output == "json" else "char")
        table = _table(pa, articles, names)
        one = isinstance(articles, pa.RecordBatch)
        made = [
            self._native.extract_batch(batch, output, unit, include_text, threads)
            for batch in table.to_batches(None if one else _ROWS)
        ]
        if not one:
            return pa.Table.from_batches(made, schema(output))
        return made[0] if made else pa.RecordBatch.from_pylist([], schema(output))


@lru_cache(maxsize=8)
def schema(output: Output = "claims") -> pa.Schema:
    """The columns that `Extractor.extract_batch` returns, for engines that want to know beforehand."""
    pa = _pyarrow()
    none = pa.RecordBatch.from_pydict({"text": pa.array([], pa.string())})
    native = _built((None, "fast", None, None, "quotations"))
    return native.extract_batch(none, output, "byte", False, 1).schema


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError(
            "columns need pyarrow: pip install 'onrecord[arrow]'", name="pyarrow"
        ) from error
    return pyarrow


def _table(pa: Any, articles: Any, names: dict[str, str]) -> pa.Table:
    """The columns that are there, under the names that the native half knows, as text."""
    if isinstance(articles, (pa.Array, pa.ChunkedArray)):
        columns = {"text": articles}
    elif type(articles).__name__ == "Series":
        # of pandas or Polars
        columns = {"text": pa.chunked_array(articles) if _speaks(articles) else pa.array(articles)}
    elif isinstance(articles, pa.RecordBatch):
        columns = dict(zip(articles.schema.names, articles.columns))
        columns = {field: columns[name] for field, name in names.items() if name in columns}
    else:
        columns = _of_frame(pa, articles, names)
    if "text" not in columns:
        found = ", ".join(_names(articles)) or "none"
        raise ValueError(
            f"text: expected a column {names['text']!r}, found {found}; name yours with text='…'"
        )
    return pa.table({field: _text(pa, field, column) for field, column in columns.items()})


def _of_frame(pa: Any, articles: Any, names: dict[str, str]) -> dict[str, Any]:
    if isinstance(articles, pa.Table):
        table = articles
    elif type(articles).__module__.partition(".")[0] == "pandas" and hasattr(articles, "columns"):
        # only what is needed: a frame may hold columns that Arrow cannot
        wanted = [name for name in names.values() if name in articles.columns]
        table = pa.Table.from_pandas(articles[wanted], preserve_index=False)
    elif _speaks(articles):
        table = pa.table(articles)
    else:
        raise TypeError(
            "articles: expected columns (a RecordBatch, a Table, a data frame or a column of texts), "
            f"found {type(articles).__name__}"
        )
    return {field: table.column(name) for field, name in names.items() if name in table.column_names}


def _speaks(articles: object) -> bool:
    return hasattr(articles, "__arrow_c_stream__")


def _names(articles: Any) -> list[str]:
    """The names of the columns, for messages."""
    names = getattr(articles, "column_names", None) or getattr(articles, "columns", None)
    if names is None or not all(isinstance(name, str) for name in names):
        names = getattr(getattr(articles, "schema", None), "names", [])
    return [repr(name) for name in names]


def _text(pa: Any, field: str, column: Any) -> Any:
    """A column as text: dates as ISO 8601, numbers in figures; what is text is not copied."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if kind in (pa.string(), pa.large_string(), pa.null()) or str(kind) == "string_view":
        return column.cast(kind)
    if field == "text" or not (
        pa.types.is_integer(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    ):
        raise TypeError(f"{field}: expected a column of text, found {kind}")
    return column.cast(pa.string())
