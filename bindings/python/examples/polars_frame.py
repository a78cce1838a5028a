"""Polars: python polars_frame.py ARTICLES.parquet FILE.parquet [claims|articles|json]"""

import sys

import polars as pl

import onrecord

source, target, output = [*sys.argv[1:], "claims"][:3]
extractor = onrecord.Extractor()


def read(articles: pl.DataFrame) -> pl.DataFrame:
    # Polars runs this in its own process: all cores here.
    return pl.DataFrame(extractor.extract_batch(articles, output=output, threads=None))


if __name__ == "__main__":
    columns = pl.DataFrame(onrecord.schema(output).empty_table()).schema
    made = pl.scan_parquet(source).map_batches(read, schema=columns, streamable=True)
    made.sink_parquet(target)
