"""Writes what encoders make of the articles that they did not see in training: soft labels to learn from.

    python soften.py train.jsonl soft.jsonl encoder-0.bin encoder-1.bin encoder-2.bin
    python soften.py texts.jsonl texts-soft.jsonl --unseen encoder.bin

Of N files, encoder K was trained with `--fold K/N`; several runs of the same folds may stand one after another
(`--folds N`). With `--unseen` no encoder saw any of the articles: every one reads all of them. Probabilities of
encoders that read the same article are averaged.
"""

import argparse
import json
from pathlib import Path

import torch

import encoder


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("articles", help="sequences to read, as `onrecord train encoder` writes them")
    arguments.add_argument("out", help="where the probabilities go, an article a line")
    arguments.add_argument("encoders", nargs="+")
    arguments.add_argument("--folds", type=int, help="folds of a run; as many as there are encoders if not given")
    arguments.add_argument("--unseen", action="store_true", help="no encoder saw any of the articles")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    folds = 1 if options.unseen else options.folds or len(options.encoders)
    if len(options.encoders) % folds:
        arguments.error(f"expected encoders of whole runs of {folds} folds, found {len(options.encoders)}")
    torch.set_num_threads(options.threads)

    articles = encoder.read(options.articles)
    soft = [torch.zeros(len(a["words"]), encoder.LABELS) for a in articles]
    for number, file in enumerate(options.encoders):
        own = [a for a in range(len(articles)) if a % folds == number % folds]
        model, vocabulary = encoder.load(Path(file).read_bytes())
        found = encoder.predict(model, [articles[a] for a in own], vocabulary)
        print(file, encoder.exact([articles[a] for a in own], found), flush=True)
        for a, scores in zip(own, found):
            soft[a] += folds / len(options.encoders) * scores.softmax(-1)
    with open(options.out, "w", encoding="utf-8") as file:
        for rows in soft:
            file.write(json.dumps(rows.tolist()) + "\n")


if __name__ == "__main__":
    main()
