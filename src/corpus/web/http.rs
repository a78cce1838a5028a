//! One HTTP response as a WARC record keeps it: status, type, and the body as it was before it was packed.

use std::borrow::Cow;
use std::io::Read;

use super::mismatch;
use crate::corpus::item::Mismatch;

/// What a response says, and its body still as it was sent.
pub(super) struct Response<'b> {
    status: u16,
    /// Names in lower case, values trimmed, in order.
    headers: Vec<(String, String)>,
    body: &'b [u8],
}

impl<'b> Response<'b> {
    /// Reads the head; none where it is not a response of HTTP.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Self> {
        let (head, body) = split(bytes)?;
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status = lines.next()?.strip_prefix("HTTP/")?;
        let status = status.split_ascii_whitespace().nth(1)?.parse().ok()?;
        let headers = lines.filter_map(header).collect();
        Some(Self {
            status,
            headers,
            body,
        })
    }

    /// A page: found, and HTML.
    pub(super) fn is_page(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let html = ["text/html", "application/xhtml+xml"];
        self.status == 200 && html.iter().any(|html| kind.eq_ignore_ascii_case(html))
    }

    /// The charset that the head tells.
    pub(super) fn charset(&self) -> Option<String> {
        let kind = self.header("content-type")?.to_ascii_lowercase();
        let (_, value) = kind.split_once("charset=")?;
        let value = value.split([';', ' ']).next()?.trim_matches(['"', '\'']);
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The body, unpacked: never more than `most` bytes.
    pub(super) fn body(&self, most: usize) -> Result<Cow<'b, [u8]>, Mismatch> {
        let chunked = self
            .header("transfer-encoding")
            .is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
        // Some crawlers unpack the body and keep the header.
        let body = match if chunked { unchunk(self.body) } else { None } {
            Some(whole) => Cow::Owned(whole),
            None => Cow::Borrowed(self.body),
        };
        let encoding = self
            .header("content-encoding")
            .unwrap_or("identity")
            .to_ascii_lowercase();
        let unpacked = match encoding.as_str() {
            "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
                unpack(flate2::read::MultiGzDecoder::new(&*body), most)?
            }
            // “deflate” is zlib by the book, and bare deflate from some servers.
            "deflate" if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
                unpack(flate2::read::ZlibDecoder::new(&*body), most)?
            }
            "deflate" => unpack(flate2::read::DeflateDecoder::new(&*body), most)?,
            "identity" | "" | "gzip" | "x-gzip" => return Ok(body),
            other => return Err(mismatch("a body in gzip, deflate or as it is", other)),
        };
        Ok(Cow::Owned(unpacked))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The head of a record or a response, and what stands behind its blank line.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        let rest = &bytes[at + 1..];
        if let Some(body) = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
        {
            return Some((&bytes[..at], body));
        }
    }
    None
}

/// `Name: value`, the name in lower case.
pub(super) fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

fn unpack(stream: impl Read, most: usize) -> Result<Vec<u8>, Mismatch> {
    let mut bytes = Vec::new();
    let done = stream.take(most as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > most {
        return Err(mismatch(format!("a page of at most {most} bytes"), "more"));
    }
    match done {
        Ok(_) => Ok(bytes),
        Err(error) => Err(mismatch("a whole packed body", error.to_string())),
    }
}

/// The pieces of a chunked body as one; none where it is not chunked after all. A body that was cut off gives
/// what is there.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let Some(end) = rest.iter().position(|&byte| byte == b'\n') else {
            return (!whole.is_empty()).then_some(whole);
        };
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        let piece = &rest[..size.min(rest.len())];
        whole.extend_from_slice(piece);
        rest = &rest[piece.len()..];
        rest = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
            .unwrap_or(rest);
        if rest.is_empty() {
            return Some(whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn body(response: &[u8], most: usize) -> Option<Vec<u8>> {
        let response = Response::parse(response)?;
        response.body(most).ok().map(Cow::into_owned)
    }

    #[test]
    fn a_page_is_found_and_html() {
        let page = |head: &str| Response::parse(head.as_bytes()).is_some_and(|r| r.is_page());
        assert!(page(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>"
        ));
        assert!(page("HTTP/2 200\ncontent-type:TEXT/HTML\n\n"));
        assert!(!page(
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"
        ));
        assert!(!page("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"));
        assert!(!page("<p>no response"));
        assert!(!page("HTTP/1.1 200 OK\r\nContent-Type: text/html"));
    }

    #[test]
    fn the_charset_stands_in_the_head() {
        let response = Response::parse(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; Charset=\"ISO-8859-1\"; x\r\n\r\n",
        );
        assert_eq!(response.unwrap().charset().as_deref(), Some("iso-8859-1"));
    }

    #[test]
    fn chunks_are_joined_and_lies_about_chunks_forgiven() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let with = |body: &str| self::body(format!("{head}{body}").as_bytes(), 100).unwrap();
        assert_eq!(with("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(with("ffffffffffff\r\nabc"), b"abc");
        assert_eq!(with("<p>not chunked\r\n"), b"<p>not chunked\r\n");
    }

    #[test]
    fn a_packed_body_is_unpacked_up_to_the_cap() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![b'a'; 1 << 20]).unwrap();
        let mut response = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        response.extend(gzip.finish().unwrap());
        assert_eq!(body(&response, 1 << 20).unwrap().len(), 1 << 20);
        assert!(body(&response, (1 << 20) - 1).is_none());
        assert!(
            body(&response[..response.len() - 20], 1 << 20).is_none(),
            "cut off"
        );
        assert_eq!(
            body(
                b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain",
                10
            )
            .unwrap(),
            b"plain"
        );
    }
}
