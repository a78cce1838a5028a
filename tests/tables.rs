//! What is compiled from the tables is what is committed.

#![cfg(feature = "train")]

use std::path::Path;

#[test]
fn the_embedded_tables_are_compiled_from_the_committed_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root
        .join("src/gazetteer/tables/people_leading.tsv")
        .exists()
    {
        eprintln!("skipped: the tables are not part of the package");
        return;
    }
    let built = onrecord::train::gazetteer::compile(root).expect("the tables are well formed");
    let committed =
        |name| std::fs::read(root.join("src/gazetteer").join(name)).expect("the file is there");
    assert!(
        built.gazetteer == committed("gazetteer.bin"),
        "gazetteer.bin is stale: run `onrecord train gazetteer`"
    );
    assert!(
        built.names == committed("names.bin"),
        "names.bin is stale: run `onrecord train gazetteer`"
    );
}

/// What the tables know of a word is what the weights are learned on.
#[test]
fn the_embedded_weights_of_names_are_trained_on_the_committed_tables() {
    use onrecord::train::names::{Options, train};

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("../shared/data");
    if !data.join("wikigold").exists() {
        eprintln!("SKIPPED: no annotated sets at ../shared/data");
        return;
    }
    let (weights, _) = train(&data, Options { epochs: 10 }).expect("the sets are well formed");
    let committed = std::fs::read(root.join("src/mention/names.bin")).expect("the file is there");
    assert!(
        weights == committed,
        "names.bin is stale: run `onrecord train names ../shared/data`"
    );
}

/// Its features read tags, trees and mentions: where those change, it is fitted anew.
#[test]
fn the_embedded_weights_of_check_worthiness_are_fitted_to_what_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("../shared/data/checkworthy");
    if !data.exists() {
        eprintln!("SKIPPED: no annotated sentences at ../shared/data/checkworthy");
        return;
    }
    let weights = |table: &str| -> Vec<(String, f64)> {
        let rows = table.lines().filter_map(|line| line.split_once('\t'));
        rows.map(|(name, weight)| (name.to_owned(), weight.parse().expect("a number")))
            .collect()
    };
    let fitted = onrecord::train::worth::train(&data).expect("the sets are well formed");
    let committed = std::fs::read_to_string(root.join("src/claim/worth.tsv"));
    let (fitted, committed) = (
        weights(&fitted.table),
        weights(&committed.expect("the file is there")),
    );
    assert_eq!(fitted.len(), committed.len());
    for ((name, fitted), (of, committed)) in fitted.iter().zip(&committed) {
        // Machines may round the last digit otherwise.
        assert!(
            name == of && (fitted - committed).abs() < 0.0015,
            "worth.tsv is stale at {name}: run `onrecord train worth ../shared/data/checkworthy`"
        );
    }
}
