"""Reads what onrecord wrote with libraries of others, and writes what it reads.

    python3 tests/independent.py parquet FILE.parquet FILE.rows.jsonl   needs pyarrow
    python3 tests/independent.py json-ld FILE                           needs pyld
    python3 tests/independent.py make-warc FILE.warc.gz                 needs warcio
    python3 tests/independent.py make-parquet FILE.parquet              needs pyarrow

Exit code: 0 all is well, 1 it is not, 77 the library is not installed.
"""

import io
import json
import sys

MISSING = 77


def rounded(value):
    """Floats of 32 bits have more digits as 64 than they mean."""
    return round(value, 4) if isinstance(value, float) else value


def read_parquet(path, rows_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    for field in table.schema:
        assert not pa.types.is_unsigned_integer(field.type), field
    assert pa.types.is_list(table.schema.field("entities").type)
    assert pa.types.is_struct(table.schema.field("quantities").type.value_type)
    metadata = pq.ParquetFile(path).metadata
    for group in range(metadata.num_row_groups):
        assert metadata.row_group(group).column(0).compression == "ZSTD"
    with open(rows_path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = table.to_pylist()
    assert len(found) == len(rows), (len(found), len(rows))
    for row, other in zip(rows, found):
        for quantity in row["quantities"]:
            value = quantity["value"]
            quantity["date"] = value if isinstance(value, str) else None
            quantity["value"] = float(value) if isinstance(value, (int, float)) else None
        assert list(row) == list(other)
        for name in row:
            assert rounded(row[name]) == rounded(other[name]), (name, row[name], other[name])
    print(len(rows), "rows,", metadata.num_row_groups, "row groups")


def read_json_ld(path):
    from pyld import jsonld

    vocabularies = {
        "https://schema.org": {"@vocab": "https://schema.org/"},
        "http://www.w3.org/ns/anno.jsonld": {
            "@vocab": "http://www.w3.org/ns/oa#",
            "id": "@id",
            "type": "@type",
            "items": {"@id": "https://www.w3.org/ns/activitystreams#items", "@container": "@list"},
            "source": {"@id": "http://www.w3.org/ns/oa#hasSource", "@type": "@id"},
        },
    }

    def load(url, _options):
        context = {"@context": vocabularies[url]}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    expanded = jsonld.expand(document, {"documentLoader": load, "base": "urn:base"})
    nodes = jsonld.flatten(document, None, {"documentLoader": load, "base": "urn:base"})
    assert expanded and nodes
    kinds = {}
    for node in nodes:
        for kind in node.get("@type", []):
            kinds[kind] = kinds.get(kind, 0) + 1
    print(json.dumps(kinds, sort_keys=True))


PAGE = """<html><head><title>{title}</title><meta property="og:site_name" content="The Daily"></head><body><article>
<h1>{title}</h1><p>The council voted on Tuesday to close the old library, said Ann Ortiz, who led the talks for the
city, and nobody in the room was surprised by it.</p><p>“It will open again in May,” she added, “with more light, more
rooms and more books than it ever had before, and a café for those who like to read there.”</p></article></body></html>"""


def make_warc(path):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record("test.warc.gz", {"software": "warcio"}))
        for number, (kind, encoding) in enumerate(
            [("text/html; charset=utf-8", "utf-8"), ("image/png", "utf-8"), ("text/html", "windows-1252")]
        ):
            page = PAGE.format(title=f"Library {number}").encode(encoding)
            head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            url = f"https://daily.example/{number}"
            response = writer.create_warc_record(url, "response", payload=io.BytesIO(page), http_headers=head)
            request = writer.create_warc_record(
                url, "request", payload=io.BytesIO(), http_headers=StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
            )
            writer.write_request_response_pair(request, response)


def make_parquet(path):
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "unused": pa.array([1, 2, 3]),
            "key": pa.array([7, 8, 9], pa.int64()),
            "body": pa.array(["“Taxes will fall,” Ann Ortiz said.", None, "No news."]).dictionary_encode(),
            "date_publish": pa.array([datetime.datetime(2026, 11, 3, 12, 30)] * 3, pa.timestamp("us", "UTC")),
            "source_domain": pa.array(["daily.example"] * 3, pa.large_string()),
            "authors": pa.array([["A. Field", "B. Wood"], [], None], pa.list_(pa.string())),
        }
    )
    pq.write_table(table, path, compression="snappy", row_group_size=2)


TASKS = {
    "parquet": read_parquet,
    "json-ld": read_json_ld,
    "make-warc": make_warc,
    "make-parquet": make_parquet,
}

if __name__ == "__main__":
    try:
        TASKS[sys.argv[1]](*sys.argv[2:])
    except ImportError as missing:
        print(missing, file=sys.stderr)
        sys.exit(MISSING)
