//! `onrecord.toml`: options that are long to write on the command line.
//!
//! A table a command, a key an option by its long name. Every option may stand there; what the command line
//! gives wins. The file is turned into arguments, so that an option means the same in both.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::ValueRange;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Read when it lies in the current folder.
const NAME: &str = "onrecord.toml";
/// The key for the positional arguments of a command.
const INPUTS: &str = "inputs";

/// The command with flags that can be taken back: `--quiet=false` on the command line over `quiet = true`.
pub fn with_values_for_flags(command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let flag = |arg: Arg| match arg.get_action() {
        ArgAction::SetTrue => arg
            .action(ArgAction::Set)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .default_value("false")
            .value_name("BOOL")
            .hide_default_value(true)
            .hide_possible_values(true),
        _ => arg,
    };
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| sub.mut_args(flag))
    })
}

/// One option of the file.
struct Setting {
    line: usize,
    arguments: Vec<OsString>,
}

/// The arguments with those of the file put behind the command, where the command line does not give them.
///
/// Errors read as the file, the line, what was expected and what was found.
pub fn fill(command: &Command, arguments: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let Ok(matches) = command.clone().try_get_matches_from(&arguments) else {
        return Ok(arguments); // told by whoever parses them
    };
    let Some((name, given)) = matches.subcommand() else {
        return Ok(arguments);
    };
    let named = given.get_one::<PathBuf>("config").cloned();
    let none = given.get_one::<bool>("no_config").is_some_and(|none| *none);
    let path = match named {
        Some(path) => path,
        None if none || !Path::new(NAME).exists() => return Ok(arguments),
        None => NAME.into(),
    };
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let fail = |at: usize, what: String| {
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        format!("{}:{line}: {what}", path.display())
    };
    let settings = settings(command, name, given, &text, &fail)?;
    let place = 1 + arguments[1..]
        .iter()
        .position(|argument| argument == name)
        .unwrap_or_default();
    for setting in &settings {
        let alone = [OsString::from("onrecord"), name.into()];
        let alone = alone.into_iter().chain(setting.arguments.iter().cloned());
        if let Err(error) = command.clone().try_get_matches_from(alone)
            && matches!(
                error.kind(),
                ErrorKind::InvalidValue | ErrorKind::ValueValidation
            )
        {
            let told = error.to_string();
            let told: Vec<&str> = told.lines().map(str::trim).collect();
            let told = told
                .split(|line| line.is_empty())
                .next()
                .unwrap_or_default();
            let told = told.join(" ");
            let told = told.trim_start_matches("error: ");
            return Err(format!("{}:{}: {told}", path.display(), setting.line));
        }
    }
    let mut all = arguments;
    let filled: Vec<OsString> = settings.into_iter().flat_map(|s| s.arguments).collect();
    all.splice(place + 1..place + 1, filled);
    Ok(all)
}

/// The settings of the file for the command that runs; those of the others are checked by name.
fn settings(
    command: &Command,
    running: &str,
    given: &ArgMatches,
    text: &str,
    fail: &dyn Fn(usize, String) -> String,
) -> Result<Vec<Setting>, String> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        fail(at, format!("expected TOML, found {}", error.message()))
    })?;
    let mut found = Vec::new();
    for (name, value) in table.get_ref() {
        let known = command
            .get_subcommands()
            .find(|sub| sub.get_name() == name.get_ref().as_ref() && !sub.has_subcommands());
        let (Some(known), DeValue::Table(options)) = (known, value.get_ref()) else {
            let names: Vec<String> = command
                .get_subcommands()
                .filter(|sub| !sub.has_subcommands() && sub.get_name() != "help")
                .map(|sub| format!("[{}]", sub.get_name()))
                .collect();
            let what = format!(
                "expected a table {}, found `{}`",
                names.join(", "),
                name.get_ref()
            );
            return Err(fail(name.span().start, what));
        };
        for (key, value) in options {
            let argument = argument(known, key.get_ref()).ok_or_else(|| {
                let what = format!(
                    "expected an option of `onrecord {}` ({}), found `{}`",
                    known.get_name(),
                    keys(known).join(", "),
                    key.get_ref()
                );
                fail(key.span().start, what)
            })?;
            let line = fail(key.span().start, String::new());
            let line = line.trim_end_matches(": ").rsplit(':').next();
            let setting = Setting {
                line: line.and_then(|line| line.parse().ok()).unwrap_or_default(),
                arguments: as_arguments(argument, key.get_ref(), value, fail)?,
            };
            let from = || given.value_source(argument.get_id().as_str());
            if known.get_name() == running && from() != Some(ValueSource::CommandLine) {
                found.push(setting);
            }
        }
    }
    found.sort_by_key(|setting| setting.line);
    Ok(found)
}

/// The argument that a key stands for.
fn argument<'c>(command: &'c Command, key: &str) -> Option<&'c Arg> {
    command
        .get_arguments()
        .find(|argument| match argument.get_long() {
            Some(long) => {
                let also = argument.get_all_aliases().unwrap_or_default();
                (long == key || also.contains(&key)) && !is_about_itself(long)
            }
            None => key == INPUTS && argument.is_positional() && takes_many(argument),
        })
}

fn keys(command: &Command) -> Vec<&str> {
    let key = |argument: &'_ Arg| -> Option<usize> {
        (argument.is_positional() && takes_many(argument)).then_some(0)
    };
    let mut keys: Vec<&str> = command
        .get_arguments()
        .filter_map(|argument| match key(argument) {
            Some(_) => Some(INPUTS),
            None => argument.get_long().filter(|long| !is_about_itself(long)),
        })
        .collect();
    keys.sort_unstable();
    keys
}

/// Options that have no place in a file of options.
fn is_about_itself(long: &str) -> bool {
    matches!(long, "config" | "no-config" | "help" | "version")
}

fn takes_many(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append)
        || argument
            .get_num_args()
            .is_some_and(|n: ValueRange| n.max_values() > 1)
}

/// A value of the file as the command line has it.
fn as_arguments(
    argument: &Arg,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    fail: &dyn Fn(usize, String) -> String,
) -> Result<Vec<OsString>, String> {
    let single = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Float(number) => Ok(number.to_string()),
        DeValue::Boolean(value) => Ok(value.to_string()),
        DeValue::Datetime(date) => Ok(date.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => {
            let what = format!("expected one value in `{key}`, found several");
            Err(fail(value.span().start, what))
        }
    };
    let values = match value.get_ref() {
        DeValue::Array(list) if takes_many(argument) => {
            list.iter().map(single).collect::<Result<Vec<_>, _>>()?
        }
        _ => vec![single(value)?],
    };
    let written = |value: String| -> OsString {
        match argument.get_long() {
            Some(long) => format!("--{long}={value}").into(),
            None => value.into(),
        }
    };
    Ok(values.into_iter().map(written).collect())
}
