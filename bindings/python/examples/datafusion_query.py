"""DataFusion: python datafusion_query.py ARTICLES.parquet FOLDER (records as JSON, a row an article)"""

import sys

import pyarrow as pa
from datafusion import SessionContext, udf

import onrecord

extractor = onrecord.Extractor()


def record(id: pa.Array, text: pa.Array) -> pa.Array:
    articles = pa.RecordBatch.from_pydict({"id": id, "text": text})
    return extractor.extract_batch(articles, output="json").column("record")


if __name__ == "__main__":
    session = SessionContext()
    text = pa.string_view()  # as DataFusion reads Parquet
    session.register_udf(udf(record, [text, text], pa.string(), "immutable", "record"))
    session.register_parquet("articles", sys.argv[1])
    session.sql("SELECT id, record(id, text) AS record FROM articles").write_parquet(sys.argv[2])
