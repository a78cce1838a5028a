//! The report in a real browser: clicked, typed into, printed, measured. Skipped, and said so, where there is
//! none. `SCREENSHOTS=folder` keeps pictures of it.
#![cfg(feature = "cli")]

mod chromium;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chromium::Browser;
use serde_json::json;

/// Wide enough for two columns.
const WIDE: u32 = 1280;

/// A report made by the command, in a folder of its own.
fn report(test: &str, input: &Path) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("onrecord-report-{test}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let page = folder.join("report.html");
    let status = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .arg("report")
        .arg(input)
        .arg("-o")
        .arg(&page)
        .args(["--title", "News of the week"])
        .status()
        .unwrap();
    assert!(status.success());
    page
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/articles")
        .join(name)
}

/// Every piece of text against what lies behind it: the lowest ratio, and where (WCAG 2, 4.5 asked).
const CONTRAST: &str = r#"(() => {
  const parse = (c) => { const [r, g, b, a = 1] = c.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
  const behind = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let worst = [99, "nothing"];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility() || ["SCRIPT", "STYLE", "OPTION"].includes(e.tagName)) continue;
    const back = behind(e);
    const style = getComputedStyle(e);
    const ink = over(parse(e.closest("svg") ? style.fill : style.color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0]) worst = [ratio, `${e.tagName}.${e.className}: ${node.data.trim().slice(0, 40)}`];
  }
  return worst;
})()"#;

fn check_contrast(browser: &mut Browser, what: &str) {
    let worst = browser.eval(CONTRAST);
    let ratio = worst[0].as_f64().unwrap();
    println!("{what}: lowest contrast {ratio:.2} at {}", worst[1]);
    assert!(ratio >= 4.5, "{what}: {worst}");
}

/// Every control has a name, every id is there once, headings skip no level, links lead somewhere.
const STRUCTURE: &str = r##"(() => {
  const bad = [];
  const all = (s) => [...document.querySelectorAll(s)];
  for (const e of all("a, button, select, input")) {
    const label = e.getAttribute("aria-label") || e.closest("label")?.textContent || e.textContent;
    if (!label.trim()) bad.push(`no name: ${e.outerHTML.slice(0, 80)}`);
  }
  const ids = all("[id]").map((e) => e.id);
  if (new Set(ids).size !== ids.length) bad.push("an id stands twice");
  let level = 1;
  for (const e of all("h1, h2, h3, h4")) {
    if (+e.tagName[1] > level + 1) bad.push(`heading skips to ${e.outerHTML.slice(0, 60)}`);
    level = +e.tagName[1];
  }
  for (const a of all('a[href^="#"]')) {
    if (a.hash && !document.getElementById(a.hash.slice(1))) bad.push(`leads nowhere: ${a.hash}`);
  }
  if (!document.documentElement.lang || !document.title || all("main").length !== 1) bad.push("no frame");
  if (document.documentElement.scrollWidth > innerWidth) bad.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  return bad;
})()"##;

fn check_structure(browser: &mut Browser) {
    assert_eq!(browser.eval(STRUCTURE), json!([]));
}

#[test]
fn one_article_is_read_clicked_and_printed() {
    let Some(mut browser) = Browser::start("one") else {
        return;
    };
    let page = report("one", &fixture("fact-check-ballots.txt"));
    browser.open(&page, "", WIDE);
    check_structure(&mut browser);
    for (scheme, text) in [("dark", "dark"), ("light", "light")] {
        browser.media("screen", scheme);
        check_contrast(&mut browser, text);
        browser.picture(&format!("one-{scheme}"));
    }

    // A click on the words of a claim shows its card and lights up the speaker's other claims.
    let pruitt = "[...document.querySelectorAll('.card')].filter(c => c.querySelector('.who b').textContent === 'Dale Pruitt')";
    let claims = browser.eval(&format!("{pruitt}.map(c => c.dataset.claim)"));
    let claims: Vec<&str> = claims
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c.as_str().unwrap())
        .collect();
    assert!(claims.len() >= 3, "{claims:?}");
    assert_eq!(
        browser.eval("document.querySelectorAll('.card.on').length"),
        0
    );
    browser.click(&format!("[data-c=\"{}\"]", claims[0]));
    assert_eq!(
        browser.eval("document.querySelector('.card.on').dataset.claim"),
        claims[0]
    );
    assert_eq!(
        browser.eval("document.querySelectorAll('.card.same').length"),
        claims.len() - 1
    );
    assert_eq!(
        browser.eval("new Set([...document.querySelectorAll('.text .same')].flatMap(e => e.dataset.c.split(' '))).size"),
        claims.len() - 1
    );
    for part in ["[data-c].on", "[data-s].on-source", "[data-k].on-cue"] {
        assert_ne!(
            browser.eval(&format!("document.querySelectorAll('{part}').length")),
            0,
            "{part}"
        );
    }
    let terms = browser.eval("[...document.querySelectorAll('.card.on dt')].filter(e => e.checkVisibility()).map(e => e.textContent)");
    for term in [
        "Source",
        "Cue",
        "Content",
        "Speaker",
        "Role",
        "Identified by",
        "Confidence",
    ] {
        assert!(
            terms.as_array().unwrap().contains(&json!(term)),
            "{term} in {terms}"
        );
    }
    assert!(
        browser
            .eval("document.querySelector('.verdict.refuted').textContent")
            .as_str()
            .unwrap()
            .contains("by the article")
    );
    let live = browser.eval("document.getElementById('live').textContent");
    assert!(live.as_str().unwrap().contains("Dale Pruitt"), "{live}");
    for scheme in ["dark", "light"] {
        browser.media("screen", scheme);
        check_contrast(&mut browser, &format!("{scheme}, chosen"));
        browser.picture(&format!("one-{scheme}-chosen"));
    }

    // By keyboard: Tab reaches the number of a claim, Enter chooses it and goes to its card, Escape goes back.
    browser.eval("document.querySelector('a.n').focus()");
    browser.key("Tab");
    let number = browser.eval("document.activeElement.textContent");
    assert_eq!(browser.eval("document.activeElement.className"), "n");
    browser.key("Enter");
    assert_eq!(browser.eval("document.activeElement.dataset.claim"), number);
    assert_eq!(
        browser.eval("document.activeElement.getAttribute('aria-current')"),
        "true"
    );
    browser.key("Escape");
    assert_eq!(browser.eval("document.activeElement.textContent"), number);
    assert_eq!(
        browser.eval("document.querySelectorAll('.on, .same').length"),
        0
    );

    // The card's number leads back to the words.
    browser.click("#a1c2 a.back");
    assert_eq!(browser.eval("document.activeElement.id"), "a1r2");

    // Filters: by speaker, then nobody, then all again.
    let choose = |browser: &mut Browser, by: &str, value: &str| {
        browser.eval(&format!(
            "(() => {{ const s = document.querySelector('[data-by={by}]'); \
             s.value = [...s.options].find(o => o.text === {value:?}).value; \
             s.dispatchEvent(new Event('change', {{bubbles: true}})); }})()"
        ))
    };
    let shown = "document.querySelectorAll('.card:not([hidden])').length";
    let all = browser.eval(shown);
    choose(&mut browser, "speaker", "Dale Pruitt");
    assert_eq!(browser.eval(shown), claims.len());
    assert_ne!(
        browser.eval("document.querySelectorAll('.con.dim').length"),
        0
    );
    check_contrast(&mut browser, "filtered");
    browser.picture("one-filtered");
    choose(&mut browser, "verdict", "refuted");
    let refuted = browser.eval(shown).as_u64().unwrap();
    assert!(
        refuted > 0 && (refuted as usize) < claims.len(),
        "{refuted}"
    );
    choose(&mut browser, "form", "direct");
    assert_eq!(browser.eval(shown), 0);
    assert!(
        browser
            .eval("document.querySelector('.filters output').textContent")
            .as_str()
            .unwrap()
            .starts_with("0 of ")
    );
    browser.click(".filters button");
    browser.eval("new Promise(done => setTimeout(done, 50))");
    assert_eq!(browser.eval(shown), all);
    choose(&mut browser, "party", "Republican Party");
    assert_ne!(browser.eval(shown), 0);
    browser.click(".filters button");

    // An address leads to a claim; a telephone's width holds the page; print shows all.
    browser.open(&page, "#a1c3", 390);
    assert_eq!(
        browser.eval("document.querySelector('.card.on').dataset.claim"),
        "3"
    );
    check_structure(&mut browser);
    browser.picture("one-narrow");
    browser.media("print", "light");
    assert_eq!(
        browser
            .eval("[...document.querySelectorAll('.card .more')].every(e => e.checkVisibility())"),
        true
    );
    assert!(browser.print() > 10_000);
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn a_corpus_has_an_index_with_charts_and_search() {
    let Some(mut browser) = Browser::start("corpus") else {
        return;
    };
    // Dates and outlets, so that there are weeks to draw.
    let folder = std::env::temp_dir().join(format!("onrecord-corpus-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut lines = String::new();
    let mut files: Vec<PathBuf> = fs::read_dir(fixture(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    for (i, file) in files.iter().enumerate() {
        let article = json!({
            "id": file.file_stem().unwrap().to_str(), "text": fs::read_to_string(file).unwrap(),
            "date": format!("2026-{:02}-{:02}", 9 + i / 8, 1 + 3 * (i % 8)), "outlet": format!("Paper {}", i % 3),
            "url": format!("https://example.org/{i}"),
        });
        lines += &format!("{article}\n");
    }
    let input = folder.join("corpus.jsonl");
    fs::write(&input, lines).unwrap();
    let page = report("corpus", &input);
    assert_eq!(
        fs::read_dir(page.parent().unwrap()).unwrap().count(),
        1,
        "one file holds all"
    );
    browser.open(&page, "", WIDE);
    check_structure(&mut browser);
    for scheme in ["dark", "light"] {
        browser.media("screen", scheme);
        check_contrast(&mut browser, &format!("index, {scheme}"));
        browser.picture(&format!("index-{scheme}"));
        browser.eval("document.getElementById('search').scrollIntoView()");
        browser.picture(&format!("index-{scheme}-list"));
        browser.eval("scrollTo(0, 0)");
    }
    assert!(
        browser
            .eval("document.querySelectorAll('figure svg[role=img]').length")
            .as_u64()
            .unwrap()
            >= 4
    );
    assert_eq!(browser.eval("[...document.querySelectorAll('rect')].every(r => +r.getAttribute('width') > 0 && +r.getAttribute('height') > 0)"), true);

    // Search goes through rows and texts.
    browser.click("#search");
    browser.write("relegation");
    assert_eq!(
        browser.eval("document.querySelectorAll('#articles tbody tr:not([hidden])').length"),
        1
    );
    assert_eq!(
        browser.eval("document.getElementById('found').textContent"),
        "1 of 15 articles"
    );
    browser.write(" zebra");
    assert_eq!(
        browser.eval("document.querySelectorAll('#articles tbody tr:not([hidden])').length"),
        0
    );
    browser.eval("(s => { s.value = ''; s.dispatchEvent(new Event('input')); })(document.getElementById('search'))");

    // A row leads to its article, and back.
    let heads =
        "[...document.querySelectorAll('.part')].filter(e => e.checkVisibility()).map(e => e.id)";
    assert_eq!(browser.eval(heads), json!(["index"]));
    browser.click("#articles tbody tr:nth-child(3) a");
    browser.eval("new Promise(done => setTimeout(done, 100))");
    assert_eq!(browser.eval(heads), json!(["a3"]));
    assert_eq!(browser.eval("document.activeElement.id"), "a3h");
    browser.picture("index-article");
    browser.click("nav a");
    browser.eval("new Promise(done => setTimeout(done, 100))");
    assert_eq!(browser.eval(heads), json!(["index"]));

    // So does a check-worthy claim.
    browser.click(".worthy a");
    browser.eval("new Promise(done => setTimeout(done, 100))");
    assert_eq!(
        browser.eval("document.querySelectorAll('.card.on').length"),
        1
    );
    browser.open(&page, "", 390);
    check_structure(&mut browser);
    browser.picture("index-narrow");
    assert_eq!(browser.complaints, Vec::<String>::new());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn hostile_words_do_nothing() {
    let Some(mut browser) = Browser::start("hostile") else {
        return;
    };
    let evil = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\
                </p></article></main><svg onload=alert(1)> ' onmouseover='alert(1)' \" autofocus onfocus=\"alert(1)\" \
                <!-- ]]> \u{202e}{{7*7}} <style>*{display:none}</style>";
    let folder = std::env::temp_dir().join(format!("onrecord-hostile-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let article = |id: &str| {
        json!({
            "id": format!("{id}{evil}"), "title": format!("Title {evil}"), "outlet": evil, "byline": evil, "date": evil,
            "url": "javascript:document.title='owned'",
            "text": format!("“{evil} is false,” said Sen. Ruth {evil} Hallam (R-Utah).\n\nAnn Ortiz said that {evil} was right. \
                             “We <b onclick=alert(1)>won</b>,” Ortiz said.\n\n{evil}\n\n“<iframe src=https://example.org></iframe>,” {evil} said."),
        })
        .to_string()
    };
    let input = folder.join("hostile.jsonl");
    fs::write(&input, article("a") + "\n" + &article("b")).unwrap();
    let page = report("hostile", &input);
    for hash in ["", "#a1", "#a2c1", "#a1c1\"><script>alert(1)</script>"] {
        browser.open(&page, hash, WIDE);
        assert_eq!(browser.eval("document.title"), "News of the week");
        let foreign = "document.querySelectorAll('img, iframe, b[onclick], [onmouseover], [onfocus], main svg[onload], main script, main style').length";
        assert_eq!(browser.eval(foreign), 0);
        assert_eq!(browser.eval("document.scripts.length"), 1);
        assert_eq!(
            browser.eval("document.querySelectorAll('article').length"),
            2
        );
        assert_eq!(
            browser.eval(
                "[...document.links].filter(a => !['file:', 'https:'].includes(a.protocol)).length"
            ),
            0
        );
        check_structure(&mut browser);
    }
    browser.open(&page, "#a1", WIDE);
    browser.picture("hostile");
    for n in 1..=2 {
        browser.click(&format!("#a1 a.n:nth-of-type({n})"));
    }
    assert_eq!(browser.complaints, Vec::<String>::new());
    // The words themselves are all there.
    let text = browser.eval("document.querySelector('#a1 .text').textContent");
    assert!(
        text.as_str()
            .unwrap()
            .contains("<script>document.title='owned'</script>")
    );
    fs::remove_dir_all(&folder).unwrap();
}
