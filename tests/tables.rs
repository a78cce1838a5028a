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
