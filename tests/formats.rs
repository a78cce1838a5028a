//! Every form that goes in or comes out, held against the text or against readers and writers of others.
#![cfg(all(feature = "cli", feature = "parquet", feature = "web"))]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

/// An empty folder for one test.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("formats")
        .join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn extract(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command
        .current_dir(folder)
        .arg("extract")
        .args(args)
        .output()
        .unwrap()
}

/// Runs the command, which must read everything.
#[track_caller]
fn extract_all(folder: &Path, args: &[&str]) -> String {
    let output = extract(folder, args);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn articles() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/articles")
        .display()
        .to_string()
}

/// Asks `independent.py` of Python, where that is installed with the library that the task needs.
fn independent(args: &[&str]) -> Option<String> {
    let python = std::env::var("ONRECORD_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent.py");
    let output = match Command::new(&python).arg(script).args(args).output() {
        Ok(output) if output.status.code() != Some(77) => output,
        Ok(output) => {
            eprintln!(
                "SKIPPED {args:?}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
            return None;
        }
        Err(error) => {
            eprintln!("SKIPPED {args:?}: {python}: {error}");
            return None;
        }
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn rows_are_those_of_the_records() {
    let folder = folder("rows");
    let rows = lines(&extract_all(&folder, &["--format", "rows", &articles()]));
    let records = lines(&extract_all(&folder, &[&articles()]));
    let claims: Vec<&Value> = records
        .iter()
        .flat_map(|r| r["claims"].as_array().unwrap())
        .collect();
    assert_eq!(rows.len(), claims.len());
    for (row, claim) in rows.iter().zip(claims) {
        assert_eq!(
            (&row["claim_id"], &row["text"]),
            (&claim["id"], &claim["text"])
        );
    }
}

#[test]
fn parquet_holds_the_flat_table() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let folder = folder("parquet");
    extract_all(&folder, &[&articles(), "-o", "claims.rows.jsonl"]);
    extract_all(&folder, &[&articles(), "-o", "claims.parquet"]);
    let rows = lines(&fs::read_to_string(folder.join("claims.rows.jsonl")).unwrap());
    let file =
        SerializedFileReader::new(fs::File::open(folder.join("claims.parquet")).unwrap()).unwrap();
    let mut found = 0;
    for (row, expected) in file.get_row_iter(None).unwrap().zip(&rows) {
        let row: BTreeMap<String, Field> = row.unwrap().into_columns().into_iter().collect();
        assert_eq!(row.len(), expected.as_object().unwrap().len());
        for (name, value) in &row {
            match (value, &expected[name]) {
                (Field::Null, Value::Null) => {}
                (Field::Str(value), Value::String(expected)) => assert_eq!(value, expected),
                (Field::ListInternal(list), Value::Array(expected)) => {
                    assert_eq!(list.len(), expected.len())
                }
                (Field::Int(value), expected) => {
                    assert_eq!(Some(i64::from(*value)), expected.as_i64())
                }
                (Field::Long(value), expected) => assert_eq!(Some(*value), expected.as_i64()),
                (Field::Float(value), expected) => {
                    assert!((f64::from(*value) - expected.as_f64().unwrap()).abs() < 1e-6);
                }
                (value, expected) => panic!("{name}: {value:?} for {expected}"),
            }
        }
        found += 1;
    }
    assert_eq!(found, rows.len());
    let place = |name: &str| folder.join(name).display().to_string();
    independent(&[
        "parquet",
        &place("claims.parquet"),
        &place("claims.rows.jsonl"),
    ]);
}

#[test]
fn parquet_comes_in_under_any_names_and_types() {
    let folder = folder("parquet-in");
    let place = folder.join("in.parquet").display().to_string();
    if independent(&["make-parquet", &place]).is_none() {
        return;
    }
    let output = extract(
        &folder,
        &["in.parquet", "--field", "id=key", "--field", "text=body"],
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "onrecord: in.parquet:2: expected a string in `body`, found none\n\
         onrecord: 1 of 3 articles could not be read\n"
    );
    let records = lines(std::str::from_utf8(&output.stdout).unwrap());
    assert_eq!(
        records
            .iter()
            .map(|r| r["id"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["7", "9"]
    );
    assert_eq!(records[0]["article"]["date"], "2026-11-03");
    assert_eq!(records[0]["article"]["outlet"], "daily.example");
    assert_eq!(records[0]["article"]["byline"], "A. Field, B. Wood");
    assert_eq!(records[0]["claims"][0]["text"], "Taxes will fall");
}

#[test]
fn what_goes_out_as_parquet_comes_in_again() {
    let folder = folder("parquet-again");
    extract_all(&folder, &[&articles(), "-o", "claims.parquet"]);
    let again = lines(&extract_all(
        &folder,
        &["claims.parquet", "--field", "id=claim_id"],
    ));
    let rows = lines(&extract_all(&folder, &[&articles(), "--format", "rows"]));
    let ids: Vec<&Value> = again.iter().map(|record| &record["id"]).collect();
    assert_eq!(
        ids,
        rows.iter().map(|row| &row["claim_id"]).collect::<Vec<_>>()
    );
    // Packed as a whole, and as a stream.
    let file = fs::read(folder.join("claims.parquet")).unwrap();
    fs::write(folder.join("packed.parquet.gz"), gzip(&file)).unwrap();
    let packed = lines(&extract_all(
        &folder,
        &["packed.parquet.gz", "--field", "id=claim_id"],
    ));
    assert_eq!(packed, again);
}

#[test]
fn damaged_parquet_is_told() {
    let folder = folder("parquet-damaged");
    extract_all(&folder, &[&articles(), "-o", "claims.parquet"]);
    let whole = fs::read(folder.join("claims.parquet")).unwrap();
    // Every piece of the file in turn is noise, and once the end is missing.
    for piece in 0..64 {
        let mut bytes = whole.clone();
        let size = bytes.len() / 64;
        for (i, byte) in bytes[piece * size..(piece + 1) * size]
            .iter_mut()
            .enumerate()
        {
            *byte ^= (i * 31 % 251) as u8 | 1;
        }
        fs::write(folder.join("damaged.parquet"), &bytes).unwrap();
        let code = extract(&folder, &["damaged.parquet", "-o", "out.csv"])
            .status
            .code();
        assert!(matches!(code, Some(0 | 1)), "piece {piece}: {code:?}");
    }
    fs::write(folder.join("damaged.parquet"), &whole[..whole.len() / 2]).unwrap();
    let output = extract(&folder, &["damaged.parquet"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("damaged.parquet:1: expected a Parquet file")
    );
}

#[test]
fn brat_slices_the_text() {
    let folder = folder("brat");
    extract_all(&folder, &[&articles(), "-o", "claims.brat"]);
    let mut spans = 0;
    for entry in fs::read_dir(folder.join("claims.brat")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "ann") {
            continue;
        }
        let text: Vec<char> = fs::read_to_string(path.with_extension("txt"))
            .unwrap()
            .chars()
            .collect();
        let annotations = fs::read_to_string(&path).unwrap();
        let mut ids = Vec::new();
        for line in annotations.lines() {
            let (id, rest) = line.split_once('\t').unwrap();
            ids.push(id);
            if !id.starts_with('T') {
                continue;
            }
            let (place, words) = rest.split_once('\t').unwrap();
            let (_, place) = place.split_once(' ').unwrap();
            let pieces: Vec<String> = place
                .split(';')
                .map(|piece| {
                    let (start, end) = piece.split_once(' ').unwrap();
                    text[start.parse().unwrap()..end.parse().unwrap()]
                        .iter()
                        .collect()
                })
                .collect();
            assert_eq!(pieces.join(" "), words, "{}: {line}", path.display());
            spans += 1;
        }
        for event in annotations.lines().filter(|line| line.starts_with('E')) {
            let roles = event.split_once('\t').unwrap().1;
            for role in roles.split(' ') {
                let (_, id) = role.split_once(':').unwrap();
                assert!(ids.contains(&id), "{}: {event}", path.display());
            }
        }
    }
    assert!(spans > 100, "{spans}");
    let output = extract(&folder, &[&articles(), "-o", "claims.brat"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("expected a new or empty folder"));
}

#[test]
fn ids_of_all_kinds_make_files_of_one_folder() {
    let folder = folder("brat-names");
    let ids = [
        "../../escape",
        "/etc/passwd",
        "a/b",
        "a:b",
        "same",
        "same",
        ".hidden",
        "x\u{0}y",
        "",
    ];
    let articles: Vec<String> = ids
        .iter()
        .enumerate()
        .map(|(i, id)| {
            serde_json::json!({"id": id, "text": format!("“No {i},” Ann Ortiz said.")}).to_string()
        })
        .collect();
    fs::write(folder.join("in.jsonl"), articles.join("\n")).unwrap();
    extract_all(&folder, &["in.jsonl", "-o", "out.brat"]);
    let files = fs::read_dir(folder.join("out.brat")).unwrap();
    let texts = files.filter(|f| {
        f.as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|e| e == "txt")
    });
    assert_eq!(texts.count(), ids.len());
    let mut beside: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    beside.sort();
    assert_eq!(beside, ["in.jsonl", "out.brat"]);
}

#[test]
fn schema_org_is_one_graph() {
    let folder = folder("schema-org");
    extract_all(&folder, &[&articles(), "-o", "claims.jsonld"]);
    let document: Value =
        serde_json::from_slice(&fs::read(folder.join("claims.jsonld")).unwrap()).unwrap();
    assert_eq!(document["@context"], "https://schema.org");
    let graph = document["@graph"].as_array().unwrap();
    let of = |kind: &str| {
        graph
            .iter()
            .filter(|node| node["@type"] == kind)
            .collect::<Vec<_>>()
    };
    let records = lines(&extract_all(&folder, &[&articles()]));
    let claims: Vec<&Value> = records
        .iter()
        .flat_map(|r| r["claims"].as_array().unwrap())
        .collect();
    let verdicts: usize = claims
        .iter()
        .map(|claim| claim["verdicts"].as_array().unwrap().len())
        .sum();
    assert_eq!(of("Claim").len(), claims.len());
    assert_eq!(
        of("ClaimReview").len(),
        verdicts,
        "a review where the article gives a verdict, else none"
    );
    assert!(verdicts > 0);
    for review in of("ClaimReview") {
        let reviewed = graph
            .iter()
            .find(|node| node["@id"] == review["itemReviewed"]["@id"])
            .unwrap();
        assert_eq!(reviewed["text"], review["claimReviewed"]);
    }
    for claim in of("Claim") {
        assert!(
            graph
                .iter()
                .any(|node| node["@id"] == claim["appearance"]["@id"])
        );
    }
    let kinds = independent(&[
        "json-ld",
        &folder.join("claims.jsonld").display().to_string(),
    ]);
    if let Some(kinds) = kinds {
        let kinds: Value = serde_json::from_str(&kinds).unwrap();
        assert_eq!(kinds["https://schema.org/Claim"], claims.len());
        assert_eq!(kinds["https://schema.org/ClaimReview"], verdicts);
    }
}

#[test]
fn an_empty_graph_is_still_a_document() {
    let folder = folder("schema-org-empty");
    fs::write(folder.join("a.txt"), "No news.").unwrap();
    for name in ["claims.jsonld", "claims.anno.jsonld"] {
        extract_all(&folder, &["a.txt", "-o", name]);
        serde_json::from_slice::<Value>(&fs::read(folder.join(name)).unwrap()).unwrap();
    }
    extract_all(&folder, &["a.txt", "-o", "claims.parquet"]);
    extract_all(&folder, &["claims.parquet"]);
}

#[test]
fn web_annotations_select_their_words() {
    let folder = folder("web-annotation");
    extract_all(&folder, &[&articles(), "-o", "claims.anno.jsonld"]);
    let page: Value =
        serde_json::from_slice(&fs::read(folder.join("claims.anno.jsonld")).unwrap()).unwrap();
    assert_eq!(
        (&page["@context"], &page["type"]),
        (
            &"http://www.w3.org/ns/anno.jsonld".into(),
            &"AnnotationPage".into()
        )
    );
    let mut selected = 0;
    let mut ids = std::collections::HashSet::new();
    for annotation in page["items"].as_array().unwrap() {
        assert_eq!(annotation["type"], "Annotation");
        assert!(
            ids.insert(annotation["id"].as_str().unwrap()),
            "{annotation}"
        );
        for target in annotation["target"].as_array().unwrap() {
            let id = target["source"]
                .as_str()
                .unwrap()
                .strip_prefix("urn:onrecord:article:")
                .unwrap();
            let text =
                fs::read_to_string(Path::new(&articles()).join(format!("{id}.txt"))).unwrap();
            let characters: Vec<char> = text.chars().collect();
            let (quote, place) = (&target["selector"][0], &target["selector"][1]);
            let at = |name: &str| place[name].as_u64().unwrap() as usize;
            let words: String = characters[at("start")..at("end")].iter().collect();
            assert_eq!(quote["exact"], words);
            let part = |name: &str| quote[name].as_str().unwrap();
            assert!(text.contains(&format!("{}{words}{}", part("prefix"), part("suffix"))));
            selected += 1;
        }
    }
    assert!(selected > 100, "{selected}");
    independent(&[
        "json-ld",
        &folder.join("claims.anno.jsonld").display().to_string(),
    ]);
}

#[test]
fn a_page_is_an_article() {
    let folder = folder("html");
    fs::create_dir(folder.join("site")).unwrap();
    fs::write(folder.join("site/library.html"), page("Library", "é")).unwrap();
    fs::write(
        folder.join("site/packed.htm.gz"),
        gzip(page("Packed", "é").as_bytes()),
    )
    .unwrap();
    let latin: Vec<u8> = page("Latin", "é").chars().map(|c| c as u8).collect();
    fs::write(folder.join("site/latin.html"), latin).unwrap();
    fs::write(folder.join("site/empty.html"), "<html><body></body></html>").unwrap();
    let output = extract(&folder, &["site", "--text"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "onrecord: site/empty.html:1: expected a page with an article, found no main text\n\
         onrecord: 1 of 4 articles could not be read\n"
    );
    let records = lines(std::str::from_utf8(&output.stdout).unwrap());
    let ids: Vec<&str> = records.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["latin", "library", "packed"]);
    for record in &records {
        assert!(
            record["text"].as_str().unwrap().contains("over a café"),
            "{}",
            record["text"]
        );
        assert_eq!(record["article"]["date"], "2026-11-03");
        assert!(
            record["claims"]
                .as_array()
                .unwrap()
                .iter()
                .any(|c| c["speaker"]["name"] == "Ann Ortiz")
        );
    }
}

#[test]
fn a_warc_of_the_public_tool_is_read() {
    let folder = folder("warc-public");
    if independent(&[
        "make-warc",
        &folder.join("in.warc.gz").display().to_string(),
    ])
    .is_none()
    {
        return;
    }
    let records = lines(&extract_all(&folder, &["in.warc.gz"]));
    let urls: Vec<&Value> = records
        .iter()
        .map(|record| &record["article"]["url"])
        .collect();
    assert_eq!(urls, ["https://daily.example/0", "https://daily.example/2"]);
    assert_eq!(records[0]["article"]["outlet"], "The Daily");
}

/// A page with an article; every `é` is as given.
fn page(title: &str, e: &str) -> String {
    format!(
        "<html><head><title>{title}</title><meta property='og:site_name' content='The Daily'>\
         <meta property='article:published_time' content='2026-11-03T10:00:00Z'></head><body><article><h1>{title}</h1>\
         <p>The council voted on Tuesday to close the old library, said Ann Ortiz, who led the talks for the city, and \
         nobody in the room was surprised by it.</p><p>\"It will open again in May,\" she added over a caf{e} table, \
         \"with more light, more rooms and more books than it ever had before.\"</p></article></body></html>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A record that tells this length, whatever it has.
fn record(kind: &str, id: &str, length: impl ToString, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{id}>\r\nWARC-Target-URI: https://daily.example/{id}\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n",
        length.to_string()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn http(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n").as_bytes(),
        body,
    ]
    .concat()
}

fn good(id: &str) -> Vec<u8> {
    let block = http(
        "200 OK",
        "text/html; charset=utf-8",
        page(id, "é").as_bytes(),
    );
    record("response", id, block.len(), &block)
}

fn response(id: &str, status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let block = http(status, kind, body);
    record("response", id, block.len(), &block)
}

/// The ids that came through, and what was told, file names left out.
fn read_warc(folder: &Path, name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    fs::write(folder.join(name), bytes).unwrap();
    let output = extract(folder, &[name, "--errors", "errors.jsonl"]);
    let ids = lines(std::str::from_utf8(&output.stdout).unwrap());
    let ids = ids
        .iter()
        .map(|r| {
            r["id"]
                .as_str()
                .unwrap()
                .trim_start_matches("urn:x:")
                .to_owned()
        })
        .collect();
    let told = lines(&fs::read_to_string(folder.join("errors.jsonl")).unwrap());
    let told = told
        .iter()
        .map(|error| {
            assert_eq!(error["file"], name);
            let reason = error["reason"]
                .as_str()
                .unwrap()
                .split_once(": ")
                .unwrap()
                .1;
            format!("{} {reason}", error["line"])
        })
        .collect();
    (ids, told)
}

#[test]
fn hostile_records_are_told_and_the_good_ones_read() {
    let folder = folder("warc-packed");
    let block = http("200 OK", "text/html", page("lie", "é").as_bytes());
    let mut damaged = gzip(&good("damaged"));
    let middle = damaged.len() / 2;
    damaged[middle..middle + 20]
        .iter_mut()
        .for_each(|byte| *byte ^= 0x5a);
    let cut = gzip(&good("cut"));
    let latin: Vec<u8> = page("latin", "é").chars().map(|c| c as u8).collect();
    let members: Vec<Vec<u8>> = vec![
        gzip(&record("warcinfo", "info", 4, b"a: b")),
        gzip(&good("first")),
        gzip(&record("request", "request", 4, b"GET ")),
        gzip(&record("response", "huge", u64::MAX, &block)),
        gzip(&good("after-huge")),
        gzip(&record("response", "more", block.len() + 100, &block)),
        gzip(&record("response", "negative", -1, &block)),
        damaged,
        gzip(&good("after-damage")),
        cut[..cut.len() / 2].to_vec(),
        gzip(&good("after-cut")),
        gzip(&record("response", "no-http", 9, b"not http!")),
        gzip(&response(
            "bomb",
            "200 OK",
            "text/html",
            &vec![b'a'; 100 << 20],
        )),
        gzip(&response(
            "video",
            "200 OK",
            "video/mp4",
            &vec![0; 100 << 20],
        )),
        gzip(&response(
            "gone",
            "404 Not Found",
            "text/html",
            page("gone", "é").as_bytes(),
        )),
        gzip(&response("picture", "200 OK", "image/png", b"\x89PNG")),
        gzip(&response("empty", "200 OK", "text/html", b"<html></html>")),
        gzip(&response(
            "deep",
            "200 OK",
            "text/html",
            "<div>".repeat(100_000).as_bytes(),
        )),
        gzip(&response(
            "latin",
            "200 OK",
            "text/html; charset=ISO-8859-1",
            &latin,
        )),
        gzip(&good("last")),
        gzip(&good("end"))[..300].to_vec(),
    ];
    let (ids, told) = read_warc(&folder, "in.warc.gz", &members.concat());
    assert_eq!(
        ids,
        [
            "first",
            "after-huge",
            "after-damage",
            "after-cut",
            "latin",
            "last"
        ]
    );
    let numbers: Vec<&str> = told
        .iter()
        .map(|told| told.split_once(' ').unwrap().0)
        .collect();
    assert_eq!(
        numbers,
        ["4", "6", "7", "8", "10", "12", "13", "14", "17", "18", "21"],
        "{told:#?}"
    );
    assert!(
        told[0].contains("expected a record of at most"),
        "{}",
        told[0]
    );
    assert!(
        told[1].contains("as its Content-Length says"),
        "{}",
        told[1]
    );
    assert_eq!(told[2], "7 expected a Content-Length, found -1");
    assert_eq!(
        told[5],
        "12 expected a response of HTTP, found something else"
    );
    assert_eq!(
        told[8],
        "17 expected a page with an article, found no main text"
    );
    assert_eq!(
        told[9],
        "18 expected a page that a browser would show, found too many elements in one another"
    );
}

#[test]
fn a_plain_file_is_read_on_behind_what_is_wrong() {
    let folder = folder("warc-plain");
    let block = http("200 OK", "text/html", page("lie", "é").as_bytes());
    let records: Vec<Vec<u8>> = vec![
        good("first"),
        record("response", "short", block.len() - 50, &block),
        good("second"),
        b"noise without end\r\nand more\r\n".to_vec(),
        good("third"),
        record("response", "none", "many", &block),
        good("fourth"),
        record("response", "end", u64::MAX, &block),
    ];
    let (ids, told) = read_warc(&folder, "in.warc", &records.concat());
    assert_eq!(ids, ["first", "short", "second", "third", "fourth"]);
    let numbers: Vec<&str> = told
        .iter()
        .map(|told| told.split_once(' ').unwrap().0)
        .collect();
    assert_eq!(numbers, ["2", "3", "5", "7"], "{told:#?}");
    // One member for the whole file, as `gzip` makes it.
    let (packed, _) = read_warc(
        &folder,
        "whole.warc.gz",
        &gzip(&[good("a"), good("b")].concat()),
    );
    assert_eq!(packed, ["a", "b"]);
}

#[test]
fn a_bomb_of_a_line_is_given_up() {
    let folder = folder("bomb");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let piece = vec![b'a'; 1 << 20];
    (0..1100).for_each(|_| gzip.write_all(&piece).unwrap()); // 1.1 GB in 1 MB
    gzip.write_all(b"\n{\"text\": \"never read\"}\n").unwrap();
    fs::write(folder.join("bomb.jsonl.gz"), gzip.finish().unwrap()).unwrap();
    fs::write(folder.join("good.jsonl"), "{\"text\": \"No news.\"}").unwrap();
    let output = extract(&folder, &["bomb.jsonl.gz", "good.jsonl"]);
    assert_eq!(lines(std::str::from_utf8(&output.stdout).unwrap()).len(), 1);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("bomb.jsonl.gz:1: expected lines, found more than"),
        "{told}"
    );
}
