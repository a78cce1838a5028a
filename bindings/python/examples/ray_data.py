"""Ray Data: python ray_data.py ARTICLES.parquet FOLDER [claims|articles|json]"""

import sys

import pyarrow as pa
import ray

import onrecord

source, target, output = [*sys.argv[1:], "claims"][:3]
extractor = onrecord.Extractor()


def read(articles: pa.Table) -> pa.Table:
    return extractor.extract_batch(articles, output=output)


if __name__ == "__main__":
    data = ray.data.read_parquet(source)
    made = data.map_batches(read, batch_format="pyarrow", batch_size=512, zero_copy_batch=True)
    made.write_parquet(target)
