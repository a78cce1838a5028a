//! Runs that are cut off, and go on.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::thread;
use std::time::Duration;

use common::{Folder, check, corpus, onrecord, run, told};

/// Starts a run that checkpoints after every article.
fn start(folder: &Folder, args: &[&str]) -> Child {
    onrecord(&folder.0)
        .args(["extract", "--checkpoint-every", "0", "--threads", "2"])
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until the checkpoint says more than before, or the run is over.
fn wait_for_news(child: &mut Child, checkpoint: &Path) {
    let before = fs::read(checkpoint).unwrap_or_default();
    while child.try_wait().unwrap().is_none() {
        let now = fs::read(checkpoint).unwrap_or_default();
        if !now.is_empty() && now != before {
            return;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Cuts a run off behind a checkpoint. One that is done before its end comes is taken back and begun anew.
fn cut_off(folder: &Folder, end: impl Fn(&mut Child)) -> Output {
    for _ in 0..20 {
        let mut child = start(folder, &["a.jsonl", "-o", "out.jsonl"]);
        wait_for_news(&mut child, &folder.0.join("out.jsonl.checkpoint"));
        end(&mut child);
        let output = child.wait_with_output().unwrap();
        if !output.status.success() {
            return output;
        }
        fs::remove_file(folder.0.join("out.jsonl")).unwrap();
    }
    panic!("twenty runs were done before they could be cut off");
}

/// A generator for the moments of the kills: the same ones every time, as far as a clock can.
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        Duration::from_millis((self.0 >> 33) % 40)
    }
}

/// Lines, some of which cannot be read.
fn hostile() -> String {
    let mut lines: Vec<String> = corpus(4).lines().map(str::to_owned).collect();
    for at in [2, 7, 19] {
        lines.insert(at.min(lines.len()), "{\"id\": \"cut".to_owned());
    }
    lines.join("\n")
}

/// Kills runs into `output` at random points until one gets through; returns the number of kills. A run that is done
/// before its kills come is taken back and begun anew. `whole` is what a run leaves that nobody kills.
fn kill_until_done(
    folder: &Folder,
    (output, whole): (&str, &str),
    args: &[&str],
    (least, most): (usize, usize),
) -> usize {
    for _ in 0..20 {
        let kills = kill_until_through(folder, (output, whole), args, most);
        if kills >= least {
            return kills;
        }
        for name in [output, "errors.jsonl"] {
            let _ = fs::remove_file(folder.0.join(name));
        }
    }
    panic!("twenty runs into {output} were done before {least} kills came");
}

fn kill_until_through(
    folder: &Folder,
    (output, whole): (&str, &str),
    args: &[&str],
    most: usize,
) -> usize {
    let mut moments = Moments(output.len() as u64);
    let checkpoint = folder.0.join(format!("{output}.checkpoint"));
    let args = [&["--resume", "-o", output], args].concat();
    for kills in 0.. {
        let mut child = start(folder, &args);
        if kills < most {
            wait_for_news(&mut child, &checkpoint);
            thread::sleep(moments.next());
            child.kill().unwrap();
        }
        let status = child.wait().unwrap();
        if status.code().is_some() {
            return kills;
        }
        // A kill may come when the file has just taken its name, before the process ends.
        assert!(
            !folder.0.join(output).exists() || folder.read(output) == folder.read(whole),
            "half a file under its name"
        );
    }
    unreachable!()
}

#[test]
fn a_run_that_is_killed_ends_in_the_same_bytes() {
    let folder = Folder::new("kill");
    folder.file("in/a.jsonl", hostile());
    folder.file("in/b.txt", "“No,” said Gov. Ann Ortiz.");
    folder.file("in/c.jsonl", corpus(10));
    let mut extensions = vec!["jsonl", "csv", "jsonl.gz", "jsonl.zst", "jsonld"];
    if cfg!(feature = "parquet") {
        extensions.push("parquet");
    }
    for extension in extensions {
        let (once, often) = (format!("once.{extension}"), format!("often.{extension}"));
        // Row groups so small that a run is killed between many of them.
        let inputs = ["in", "--errors", "errors.jsonl", "--row-group", "12"];
        let whole = run(&folder, &[&["extract", "-o", &once], &inputs[..]].concat());
        assert_eq!(whole.status.code(), Some(1), "{}", told(&whole));
        let errors = folder.read("errors.jsonl");
        fs::remove_file(folder.0.join("errors.jsonl")).unwrap();

        let kills = kill_until_done(&folder, (&often, &once), &inputs, (1, 3));
        assert!(
            folder.read(&once) == folder.read(&often),
            "{extension} differs after {kills} kills"
        );
        assert!(errors == folder.read("errors.jsonl"), "errors differ");
        let left: Vec<String> = folder
            .names()
            .into_iter()
            .filter(|name| name.contains("partial") || name.contains("checkpoint"))
            .collect();
        assert_eq!(left, [""; 0], "nothing is left behind");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_in_order() {
    let folder = Folder::new("signal");
    folder.file("a.jsonl", corpus(8));
    for signal in ["INT", "TERM"] {
        let output = cut_off(&folder, |child| {
            let pid = child.id().to_string();
            let kill = ["-s", signal, &pid];
            std::process::Command::new("kill")
                .args(kill)
                .output()
                .unwrap();
        });
        assert_eq!(output.status.code(), Some(130), "{}", told(&output));
        assert!(told(&output).ends_with("--resume goes on from there\n"));
        assert!(!folder.0.join("out.jsonl").exists());
    }
    let rest = run(
        &folder,
        &["extract", "a.jsonl", "-o", "out.jsonl", "--resume"],
    );
    check(&rest, 0, "");
    let whole = run(&folder, &["extract", "a.jsonl"]);
    assert!(folder.read("out.jsonl") == whole.stdout);
}

#[test]
fn another_run_is_not_gone_on_with() {
    let folder = Folder::new("other");
    let input = folder.file("a.jsonl", corpus(8));
    cut_off(&folder, |child| child.kill().unwrap());

    let resume = ["extract", "a.jsonl", "-o", "out.jsonl", "--resume"];
    let other = run(&folder, &[&resume[..], &["--offsets", "char"]].concat());
    let expected = "onrecord: out.jsonl.checkpoint: expected --offsets `byte` as the run began, found `char`\n";
    check(&other, 1, expected);

    fs::write(&input, corpus(7)).unwrap();
    let expected =
        "onrecord: a.jsonl: this input or one before it has changed since the run began\n";
    check(&run(&folder, &resume), 1, expected);

    folder.file("out.jsonl.checkpoint", "{\"schema\":");
    let damaged = told(&run(&folder, &resume));
    assert!(
        damaged.starts_with("onrecord: out.jsonl.checkpoint: expected a checkpoint, found "),
        "{damaged}"
    );
    // Without --resume it starts over.
    check(&run(&folder, &resume[..4]), 0, "");
    assert_eq!(folder.names(), ["a.jsonl", "out.jsonl"]);
}

#[test]
fn a_run_cut_off_before_its_files_took_their_names_takes_them() {
    let folder = Folder::new("done");
    folder.file("a.jsonl", corpus(1));
    // Where nothing was begun, --resume begins.
    let args = ["extract", "a.jsonl", "-o", "out.jsonl", "--resume"];
    check(&run(&folder, &args), 0, "");
    let whole = folder.read("out.jsonl");

    let mut child = start(&folder, &["a.jsonl", "-o", "out.jsonl"]);
    wait_for_news(&mut child, &folder.0.join("out.jsonl.checkpoint"));
    child.kill().unwrap();
    child.wait().unwrap();
    let name = "out.jsonl.checkpoint";
    if let Ok(checkpoint) = fs::read_to_string(folder.0.join(name)) {
        folder.file(name, checkpoint.replace("\"done\":false", "\"done\":true"));
        folder.file("out.jsonl.partial", &whole);
        fs::remove_file(folder.0.join("out.jsonl")).unwrap();
        check(&run(&folder, &args), 0, "");
    }
    assert!(folder.read("out.jsonl") == whole);
    assert_eq!(folder.names(), ["a.jsonl", "out.jsonl"]);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_goes_on_behind_its_last_row_group() {
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let folder = Folder::new("row-groups");
    folder.file("a.jsonl", corpus(3));
    let args = ["a.jsonl", "--row-group", "12"];
    let whole = run(
        &folder,
        &[&["extract", "-o", "once.parquet"], &args[..]].concat(),
    );
    check(&whole, 0, "");
    let file = fs::File::open(folder.0.join("once.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let groups = reader.metadata().num_row_groups();
    assert!(groups > 8, "{groups} row groups");
    kill_until_done(&folder, ("often.parquet", "once.parquet"), &args, (2, 8));
    assert!(folder.read("once.parquet") == folder.read("often.parquet"));
}

#[test]
fn two_runs_never_write_one_file() {
    let folder = Folder::new("two-runs");
    folder.file("a.jsonl", corpus(1));
    let mut first = onrecord(&folder.0)
        .args(["extract", "-o", "out.jsonl"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.0.join("out.jsonl.partial").exists() {
        assert!(first.try_wait().unwrap().is_none());
        thread::sleep(Duration::from_millis(2));
    }
    thread::sleep(Duration::from_millis(50));
    let second = run(&folder, &["extract", "a.jsonl", "-o", "out.jsonl"]);
    check(
        &second,
        1,
        "onrecord: out.jsonl: another run is writing this file\n",
    );
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
    assert_eq!(folder.names(), ["a.jsonl", "out.jsonl"]);
    // The first is done: the name is free.
    check(
        &run(&folder, &["extract", "a.jsonl", "-o", "out.jsonl"]),
        0,
        "",
    );
}

#[test]
fn two_runs_never_write_one_folder() {
    let folder = Folder::new("two-brats");
    folder.file("a.jsonl", corpus(1));
    // What an earlier run left, which this one does not go on with.
    fs::create_dir_all(folder.0.join("out.brat.partial/old")).unwrap();
    let mut first = onrecord(&folder.0)
        .args(["extract", "-o", "out.brat"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.0.join("out.brat.partial/annotation.conf").exists() {
        assert!(first.try_wait().unwrap().is_none());
        thread::sleep(Duration::from_millis(2));
    }
    let second = run(&folder, &["extract", "a.jsonl", "-o", "out.brat"]);
    check(
        &second,
        1,
        "onrecord: out.brat: another run is writing this file\n",
    );
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
    assert_eq!(folder.names(), ["a.jsonl", "out.brat"]);
    let written = fs::read_dir(folder.0.join("out.brat")).unwrap();
    let names: Vec<_> = written.map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["annotation.conf"]);
}

#[test]
fn only_files_can_be_gone_on_with() {
    let folder = Folder::new("stdin-resume");
    folder.file("a.jsonl", corpus(1));
    check(
        &run(&folder, &["extract", "-o", "out.jsonl", "--resume"]),
        1,
        "onrecord: --resume: expected files to read, found standard input, which cannot be read twice\n",
    );
    check(
        &run(&folder, &["extract", "a.jsonl", "--resume"]),
        1,
        "onrecord: --resume: expected a file to write (-o FILE), found standard output\n",
    );
}
