//! What a report holds, without a browser: split pages, sizes, the content policy, hostile words.
#![cfg(feature = "report")]

use onrecord::report::{Page, Report, Section};
use onrecord::{Article, Extractor};

/// Pages of these articles.
fn report<'a>(articles: impl IntoIterator<Item = Article<'a>>) -> Vec<Page> {
    let extractor = Extractor::new();
    let mut report = Report::new("News", "my news.html");
    let mut pages = Vec::new();
    for article in articles {
        pages.extend(report.add(Section::new(&extractor.extract(&article))));
    }
    pages.extend(report.finish());
    pages
}

const SAID: &str = "“Taxes will fall for every family,” said Gov. Ann Ortiz (D-Ohio).";

#[test]
fn few_articles_are_one_page() {
    assert_eq!(report([]).len(), 1);
    assert_eq!(report([Article::new("")]).len(), 1);
    let pages = report([Article::new(SAID), Article::new("No news.")]);
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].name, "my news.html");
    assert!(pages[0].html.contains("id=\"index\"") && pages[0].html.contains("id=\"a2\""));
    assert!(
        !pages[0]
            .html
            .contains(|c: char| c.is_control() && c != '\n')
    );
}

#[test]
fn big_corpora_are_split_and_the_index_stays_small() {
    // One long word fills a page, so that the test is quick.
    let filler = format!("{SAID}\n\n{}", "x".repeat(50_000));
    let long = "Very ".repeat(200);
    let articles = 160;
    let pages = report((0..articles).map(|n| {
        let text = if n % 2 == 0 { &*filler } else { SAID };
        Article {
            title: Some(&long),
            outlet: Some(&long),
            date: Some("2026-11-03"),
            ..Article::new(text)
        }
    }));
    let (index, parts) = pages.split_last().unwrap();
    assert!(parts.len() > 3, "{}", parts.len());
    assert_eq!(index.name, "my news.html");
    assert!(index.html.len() < 2_000_000, "{}", index.html.len());
    for (i, page) in parts.iter().enumerate() {
        assert_eq!(page.name, format!("my news-pages/{:05}.html", i + 1));
        assert!(
            page.html.len() < 1_300_000,
            "{}: {}",
            page.name,
            page.html.len()
        );
        assert!(page.html.contains("href=\"../my%20news.html\""));
    }
    // Every article is on the page that the index leads to.
    for number in 1..=articles {
        let link = format!(".html#a{number}\"");
        let at = index
            .html
            .find(&link)
            .unwrap_or_else(|| panic!("{number} is not listed"));
        let page: usize = index.html[at - 5..at].parse().unwrap();
        assert!(
            parts[page - 1].html.contains(&format!("id=\"a{number}\"")),
            "{number} is not on {page}"
        );
    }
    assert!(
        index.html.contains("159 claims repeat another article"),
        "wire copy is told"
    );
}

#[test]
fn an_index_without_room_for_all_articles_leads_to_their_pages() {
    let long = "Very ".repeat(200);
    let pages = report((0..3000).map(|n| Article {
        title: Some(&long),
        outlet: Some(&long),
        ..Article::new(if n % 2 == 0 {
            "No news today."
        } else {
            "Nothing."
        })
    }));
    let index = pages.last().unwrap();
    assert!(index.html.len() < 2_000_000, "{}", index.html.len());
    assert!(index.html.contains("<p>The other "));
    let last = format!("my%20news-pages/{:05}.html\">", pages.len() - 1);
    assert!(index.html.contains(&last), "{last}");
}

#[test]
fn the_policy_lets_run_what_the_page_holds_and_nothing_else() {
    let html = &report([Article::new(SAID)])[0].html;
    let between = |from: &str, to: &str| {
        let start = html.find(from).unwrap() + from.len();
        &html[start..start + html[start..].find(to).unwrap()]
    };
    let policy = between("Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none';"));
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    for (what, inside) in [
        ("style", between("<style>", "</style>")),
        ("script", between("<script>", "</script>")),
    ] {
        let hash = format!("{what}-src 'sha256-{}'", base64(&sha256(inside.as_bytes())));
        assert!(policy.contains(&hash), "the policy must say {hash}");
    }
    for foreign in [
        "<link rel=\"stylesheet",
        " src=",
        "@import",
        "url(",
        " style=\"",
    ] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[test]
fn deep_and_long_texts_are_rendered_in_time() {
    let deep = "“‘".repeat(20_000);
    let said = "Ann Ortiz said that Tom Breck said that ".repeat(2_000);
    let pages = report([deep.as_str(), &said].map(Article::new));
    assert!(pages.iter().map(|page| page.html.len()).sum::<usize>() > said.len());
}

/// SHA-256 (FIPS 180-4), so that no dependency is needed to check two constants.
fn sha256(message: &[u8]) -> Vec<u8> {
    let primes = (2u64..)
        .filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
        .take(64);
    let root = |n: u64, power: f64| ((n as f64).powf(power).fract() * 4_294_967_296.0) as u32;
    let primes: Vec<u64> = primes.collect();
    let k: Vec<u32> = primes.iter().map(|&n| root(n, 1.0 / 3.0)).collect();
    let mut h: Vec<u32> = primes[..8].iter().map(|&n| root(n, 0.5)).collect();
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((8 * message.len() as u64).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w: Vec<u32> = block
            .chunks(4)
            .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        for i in 16..64 {
            let (a, b) = (w[i - 15], w[i - 2]);
            let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
            let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
            w.push(
                w[i - 16]
                    .wrapping_add(s0)
                    .wrapping_add(w[i - 7])
                    .wrapping_add(s1),
            );
        }
        let mut v = h.clone();
        for i in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let one = v[7]
                .wrapping_add(s1)
                .wrapping_add(choice)
                .wrapping_add(k[i])
                .wrapping_add(w[i]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let most = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(one);
            v[0] = one.wrapping_add(s0).wrapping_add(most);
        }
        h.iter_mut()
            .zip(v)
            .for_each(|(h, v)| *h = h.wrapping_add(v));
    }
    h.into_iter().flat_map(u32::to_be_bytes).collect()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .chain(&[0, 0])
            .take(3)
            .fold(0, |bits, &b| bits << 8 | usize::from(b));
        for i in 0..4 {
            let digit = DIGITS[bits >> (18 - 6 * i) & 63];
            text.push(if i <= three.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    text
}
