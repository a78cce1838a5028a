//! Charts of a summary as SVG that needs nothing from elsewhere, each with its figures as a table.

use std::fmt::Write;

use super::article::LONGEST_NAME;
use super::escape::{cut, escaped};
use crate::summary::{Dimension, Line, Summary};

/// Units of a chart's width.
const WIDTH: usize = 640;
/// Names that have a colour of their own; the rest are “other”.
const COLOURS: usize = 7;
/// Columns of a chart over time; where there are more weeks, neighbours are joined.
const COLUMNS: usize = 52;
/// Bars of a chart.
const BARS: usize = 12;
/// Characters of a name beside a bar.
const BAR_NAME: usize = 26;

/// Colours that readers of party news expect; another party takes the next one that is free.
const PARTIES: &[(&str, usize)] = &[
    ("Democratic Party", 0),
    ("Republican Party", 1),
    ("Conservative Party", 0),
    ("Labour Party", 1),
    ("Liberal Democrats", 4),
    ("Scottish National Party", 4),
    ("Liberal Party of Canada", 1),
    ("Green Party", 6),
];

/// Who is quoted how often: a bar a speaker, parted by form.
pub(super) fn speakers(out: &mut String, summary: &Summary) {
    let lines = told(summary, Dimension::Speaker);
    if lines.is_empty() {
        return;
    }
    let rows: Vec<(&str, Vec<usize>)> = lines
        .iter()
        .take(BARS)
        .map(|line| (line.name.as_deref().unwrap_or_default(), forms(line)))
        .collect();
    let note = format!(
        "Statements of the {} most quoted of {} speakers that are known by name.",
        rows.len(),
        lines.len()
    );
    bars(out, "Who is quoted", &note, &FORMS, &rows);
}

const FORMS: [(&str, usize); 3] = [("direct", 0), ("mixed", 2), ("indirect", 4)];

fn forms(line: &Line) -> Vec<usize> {
    vec![line.direct, line.mixed, line.indirect]
}

/// Share of voice: over weeks where there are several, else as bars.
pub(super) fn share(out: &mut String, summary: &Summary, dimension: Dimension, title: &str) {
    let lines = told(summary, dimension);
    if lines.is_empty() {
        return;
    }
    let weeks: Vec<_> = summary.weeks(dimension).collect();
    if weeks.len() < 2 {
        let rows: Vec<(&str, Vec<usize>)> = lines
            .iter()
            .take(BARS)
            .map(|line| (line.name.as_deref().unwrap_or_default(), vec![line.words]))
            .collect();
        let note = format!("Share of words; {}", untold(&lines, summary));
        bars(out, title, &note, &[("words", 0)], &rows);
        return;
    }
    let names: Vec<&str> = lines
        .iter()
        .take(COLOURS)
        .filter_map(|line| line.name.as_deref())
        .collect();
    let colours = colours(&names, dimension);
    let step = weeks.len().div_ceil(COLUMNS);
    let columns: Vec<(String, Vec<usize>)> = weeks
        .chunks(step)
        .map(|weeks| {
            let mut words = vec![0; names.len() + 1];
            for (name, &n) in weeks.iter().flat_map(|(_, by)| by.iter()) {
                let Some(name) = name else { continue };
                let place = names.iter().position(|known| known == name);
                words[place.unwrap_or(names.len())] += n;
            }
            (weeks[0].0.to_owned(), words)
        })
        .collect();
    let mut keys: Vec<(&str, usize)> = names.into_iter().zip(colours).collect();
    keys.push(("other", 7));
    // A key that no column has is only noise.
    let used: Vec<usize> = (0..keys.len())
        .filter(|&k| columns.iter().any(|(_, words)| words[k] > 0))
        .collect();
    let keys: Vec<(&str, usize)> = used.iter().map(|&k| keys[k]).collect();
    let columns: Vec<(String, Vec<usize>)> = columns
        .into_iter()
        .map(|(week, words)| (week, used.iter().map(|&k| words[k]).collect()))
        .collect();
    let column = match step {
        1 => "a week".to_owned(),
        n => format!("{n} weeks"),
    };
    let note = format!(
        "Share of words, {column} a column; {}",
        untold(&lines, summary)
    );
    over_time(out, title, &note, &keys, &columns);
}

/// What the charts leave out.
fn untold(lines: &[&Line], summary: &Summary) -> String {
    let known: usize = lines.iter().map(|line| line.words).sum();
    let percent = 100.0 - percent(known, summary.words);
    format!("without the {percent:.0} % of all words where the articles do not tell.")
}

/// The lines whose name is told.
fn told(summary: &Summary, dimension: Dimension) -> Vec<&Line> {
    let lines = summary.lines(dimension).into_iter();
    lines
        .filter(|line| line.name.is_some() && line.statements > 0)
        .collect()
}

fn colours(names: &[&str], dimension: Dimension) -> Vec<usize> {
    let mut free: Vec<usize> = (0..COLOURS).rev().collect();
    let wished = |name: &str| {
        let party = dimension == Dimension::Party;
        PARTIES
            .iter()
            .find(|(known, _)| party && *known == name)
            .map(|&(_, colour)| colour)
    };
    let first: Vec<Option<usize>> = names
        .iter()
        .map(|name| {
            let colour = wished(name)?;
            let place = free.iter().position(|&c| c == colour)?;
            Some(free.remove(place))
        })
        .collect();
    first
        .into_iter()
        .map(|colour| colour.or_else(|| free.pop()).unwrap_or(7))
        .collect()
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn open(out: &mut String, title: &str, height: usize) {
    let _ = write!(
        out,
        "<figure>\n<h3>{title}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Chart: {title}\">\
         <svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}; the table below has the figures\">\n"
    );
}

/// Ends a chart: legend, note, table of figures.
fn close<'c>(
    out: &mut String,
    note: &str,
    first: &str,
    keys: &[(&str, usize)],
    rows: impl Iterator<Item = (&'c str, &'c [usize])>,
) {
    out.push_str("</svg></div>\n");
    if keys.len() > 1 {
        out.push_str("<ul class=\"legend\">");
        for (name, colour) in keys {
            let _ = write!(
                out,
                "<li><svg viewBox=\"0 0 9 9\" aria-hidden=\"true\"><rect width=\"9\" height=\"9\" class=\"k{colour}\"/></svg> \
                 <bdi>{}</bdi></li>",
                escaped(&cut(name, LONGEST_NAME))
            );
        }
        out.push_str("</ul>\n");
    }
    let _ = write!(
        out,
        "<figcaption>{}</figcaption>\n<details><summary>Figures</summary><div class=\"scroll\" tabindex=\"0\" \
         role=\"group\" aria-label=\"Figures\"><table><thead><tr><th scope=\"col\">{first}</th>",
        escaped(note)
    );
    for (name, _) in keys {
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"number\"><bdi>{}</bdi></th>",
            escaped(&cut(name, LONGEST_NAME))
        );
    }
    out.push_str("</tr></thead><tbody>\n");
    for (name, figures) in rows {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th>",
            escaped(&cut(name, LONGEST_NAME))
        );
        for figure in figures {
            let _ = write!(out, "<td class=\"number\">{figure}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div></details>\n</figure>\n");
}

fn bars(
    out: &mut String,
    title: &str,
    note: &str,
    keys: &[(&str, usize)],
    rows: &[(&str, Vec<usize>)],
) {
    const ROW: usize = 24;
    const LEFT: usize = 200;
    const RIGHT: usize = 60;
    let most = rows
        .iter()
        .map(|(_, figures)| figures.iter().sum::<usize>())
        .max()
        .unwrap_or(0)
        .max(1);
    let all: usize = rows.iter().flat_map(|(_, figures)| figures).sum();
    open(out, title, rows.len() * ROW + 4);
    for (i, (name, figures)) in rows.iter().enumerate() {
        let y = i * ROW;
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8,
            y + 17,
            escaped(&cut(name, BAR_NAME))
        );
        let room = WIDTH - LEFT - RIGHT;
        let mut before = 0;
        for (figure, (key, colour)) in figures.iter().zip(keys) {
            let at = |n: usize| LEFT as f64 + room as f64 * n as f64 / most as f64;
            if *figure > 0 {
                let _ = write!(
                    out,
                    "<rect class=\"k{colour}\" x=\"{:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{}\">\
                     <title>{}, {key}: {figure}</title></rect>",
                    at(before),
                    y + 4,
                    (at(before + figure) - at(before) - 1.0).max(1.0),
                    ROW - 7,
                    escaped(&cut(name, LONGEST_NAME)),
                );
            }
            before += figure;
        }
        let figure = match keys.len() {
            1 => format!("{:.0} %", percent(before, all)),
            _ => before.to_string(),
        };
        let x = LEFT as f64 + room as f64 * before as f64 / most as f64 + 6.0;
        let _ = writeln!(
            out,
            "<text class=\"soft\" x=\"{x:.1}\" y=\"{}\">{figure}</text>",
            y + 17
        );
    }
    close(
        out,
        note,
        "name",
        keys,
        rows.iter().map(|(name, figures)| (*name, &**figures)),
    );
}

fn over_time(
    out: &mut String,
    title: &str,
    note: &str,
    keys: &[(&str, usize)],
    columns: &[(String, Vec<usize>)],
) {
    const HEIGHT: usize = 240;
    const TOP: usize = 10;
    const BOTTOM: usize = 26;
    const LEFT: usize = 48;
    let room = HEIGHT - TOP - BOTTOM;
    open(out, title, HEIGHT);
    for share in [0, 50, 100] {
        let y = TOP + room - room * share / 100;
        let _ = write!(
            out,
            "<path class=\"line\" d=\"M{LEFT} {y}.5H{WIDTH}\"/><text class=\"soft\" x=\"{}\" y=\"{}\" \
             text-anchor=\"end\">{share} %</text>",
            LEFT - 6,
            y + 4
        );
    }
    let step = (WIDTH - LEFT) as f64 / columns.len() as f64;
    let width = (step - 2.0).min(64.0);
    let labels = (columns.len() as f64 * 70.0 / (WIDTH - LEFT) as f64).ceil() as usize;
    for (i, (week, words)) in columns.iter().enumerate() {
        let all: usize = words.iter().sum();
        let middle = LEFT as f64 + step * (i as f64 + 0.5);
        let mut before = 0;
        for (&n, (name, colour)) in words.iter().zip(keys) {
            let height = |n: usize| room as f64 * n as f64 / all.max(1) as f64;
            if n > 0 {
                let _ = write!(
                    out,
                    "<rect class=\"k{colour}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\">\
                     <title>{week}, {}: {:.0} %</title></rect>",
                    middle - width / 2.0,
                    (TOP + room) as f64 - height(before + n),
                    (height(n) - 1.0).max(0.5),
                    escaped(&cut(name, LONGEST_NAME)),
                    percent(n, all),
                );
            }
            before += n;
        }
        if i % labels.max(1) == 0 {
            let _ = writeln!(
                out,
                "<text class=\"soft\" x=\"{middle:.1}\" y=\"{}\" text-anchor=\"middle\">{week}</text>",
                HEIGHT - 7
            );
        }
    }
    close(
        out,
        note,
        "week",
        keys,
        columns.iter().map(|(week, words)| (&**week, &**words)),
    );
}
