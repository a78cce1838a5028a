"""Dask: python dask_frame.py ARTICLES.parquet FOLDER [claims|articles|json]"""

import sys

import dask.dataframe as dd
import pandas as pd

import onrecord

source, target, output = [*sys.argv[1:], "claims"][:3]
extractor = onrecord.Extractor()


def read(articles: pd.DataFrame) -> pd.DataFrame:
    return extractor.extract_batch(articles, output=output).to_pandas(types_mapper=pd.ArrowDtype)


if __name__ == "__main__":
    articles = dd.read_parquet(source, dtype_backend="pyarrow")
    columns = onrecord.schema(output)
    made = articles.map_partitions(read, meta=columns.empty_table().to_pandas(types_mapper=pd.ArrowDtype))
    made.to_parquet(target, schema=columns, compute_kwargs={"scheduler": "processes"})
