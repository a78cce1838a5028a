//! Prints the paragraphs, sentences and tokens of a text read from standard input.

use std::io::Read;

use onrecord::Document;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let document = Document::new(&text);
    for paragraph in document.paragraphs() {
        println!("# {:?}", paragraph.region);
        for sentence in &document.sentences()[paragraph.sentences.clone()] {
            let words: Vec<&str> = document.tokens()[sentence.tokens.clone()]
                .iter()
                .map(|t| document.slice(t.span))
                .collect();
            println!("{}", words.join(" · "));
        }
    }
    Ok(())
}
