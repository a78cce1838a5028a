"""PySpark: spark-submit spark.py ARTICLES.parquet FOLDER [claims|articles|json]"""

import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

import onrecord

source, target, output = [*sys.argv[1:], "claims"][:3]
extractor = onrecord.Extractor()


def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield extractor.extract_batch(batch, output=output)


if __name__ == "__main__":
    batch = "spark.sql.execution.arrow.maxRecordsPerBatch"
    spark = SparkSession.builder.appName("onrecord").config(batch, 512).getOrCreate()
    articles = spark.read.parquet(source).repartition(spark.sparkContext.defaultParallelism * 8)
    made = articles.mapInArrow(read, from_arrow_schema(onrecord.schema(output)))
    made.write.mode("overwrite").parquet(target)
