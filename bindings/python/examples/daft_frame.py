"""Daft: python daft_frame.py ARTICLES.parquet FOLDER (records as JSON, a row an article)"""

import sys

import daft
import pyarrow as pa

import onrecord

extractor = onrecord.Extractor()


@daft.func.batch(return_dtype=daft.DataType.string())
def record(id: daft.Series, text: daft.Series) -> daft.Series:
    articles = pa.table({"id": id.to_arrow(), "text": text.to_arrow()})
    made = extractor.extract_batch(articles, output="json")
    return daft.Series.from_arrow(made["record"])


if __name__ == "__main__":
    articles = daft.read_parquet(sys.argv[1])
    made = articles.select(articles["id"], record(articles["id"], articles["text"]).alias("record"))
    made.write_parquet(sys.argv[2])
