"""Writes the texts of corpora that nobody annotated for attributions, a JSON line each: encoder and small
networks learn from what other encoders make of them.

    python texts.py DATA texts.jsonl        # DATA holds gum/, ud-ewt/, gap/, crossner/ and wikigold/
"""

import csv
import json
import re
import sys
from pathlib import Path

SHORTEST = 40
# Sentences of a text where the corpus has no texts.
TOGETHER = 8


def treebank(path):
    """Documents of a CoNLL-U file, paragraphs apart."""
    paragraphs = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc"):
            yield whole(paragraphs)
            paragraphs = [[]]
        elif line.startswith("# newpar"):
            paragraphs.append([])
        elif line.startswith("# text = "):
            paragraphs[-1].append(line.removeprefix("# text = ").strip())
    yield whole(paragraphs)


def whole(paragraphs):
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def gap(path):
    """Texts of GAP, their quotation marks as a typewriter has them."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for row in rows:
            yield re.sub("``|''", '"', row[1])


def sentences(path):
    """Sentences of a file with a word a line; none where a document begins."""
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split()
        if columns and columns[0] == "-DOCSTART-":
            yield None
        elif columns:
            words.append(columns[0])
        elif words:
            yield joined(words)
            words = []
    if words:
        yield joined(words)


def joined(words):
    """Words as they are written: no blank before a comma, marks in turns around what they quote."""
    text = " ".join(words)
    text = re.sub(r" ([.,;:!?%)\]'’])", r"\1", text)
    text = re.sub(r"([(\[$£]) ", r"\1", text)
    text = re.sub(r" (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1", text)
    first, *others = re.split(r" ?(?:``|''|\") ?", text)
    for number, part in enumerate(others):
        first += f' "{part}' if number % 2 == 0 else f'" {part}'
    return re.sub(r'" ([.,;:!?)])', r'"\1', first).strip()


def crossner(path):
    found = list(sentences(path))
    for start in range(0, len(found), TOGETHER):
        yield "\n\n".join(found[start : start + TOGETHER])


def wikigold(path):
    text = []
    for sentence in sentences(path):
        if sentence is None:
            yield " ".join(text)
            text = []
        else:
            text.append(sentence)


def texts(data):
    for name in ("gum", "ud-ewt"):
        yield from treebank(data / name / "train.conllu")
    for name in ("gap-development", "gap-validation"):
        yield from gap(data / "gap" / f"{name}.tsv")
    for domain in ("politics", "literature", "music", "science", "ai"):
        for part in ("train", "dev"):
            # Names are measured on this one.
            if (domain, part) != ("politics", "dev"):
                yield from crossner(data / "crossner" / f"{domain}-{part}.txt")
    yield from wikigold(data / "wikigold" / "wikigold.conll.txt")


def main():
    data, out = sys.argv[1:]
    with open(out, "w", encoding="utf-8") as file:
        kept = (text.strip() for text in texts(Path(data)))
        for number, text in enumerate(text for text in kept if len(text) > SHORTEST):
            article = {"id": f"text-{number}", "text": text, "attributions": []}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
