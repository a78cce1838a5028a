"""DuckDB: python duckdb_query.py ARTICLES.parquet FILE.parquet (records as JSON, a row an article)"""

import sys

import duckdb
import pyarrow as pa

import onrecord

extractor = onrecord.Extractor()


def record(id: pa.ChunkedArray, text: pa.ChunkedArray) -> pa.ChunkedArray:
    articles = pa.table({"id": id, "text": text})
    return extractor.extract_batch(articles, output="json", threads=None)["record"]


if __name__ == "__main__":
    db = duckdb.connect()
    db.create_function("record", record, ["VARCHAR", "VARCHAR"], "VARCHAR", type="arrow")
    articles = db.read_parquet(sys.argv[1])
    db.sql("SELECT id, record(id, text) AS record FROM articles").write_parquet(sys.argv[2])
