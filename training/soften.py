"""Writes what encoders make of the articles that they did not see in training: soft labels to learn from.

    python soften.py train.jsonl soft.jsonl encoder-0.bin encoder-1.bin encoder-2.bin

Encoder K was trained with `--fold K/3`. Several runs of the three folds may stand one after another: their
probabilities are averaged.
"""

import json
import sys
from pathlib import Path

import torch

import encoder
import weights

FOLDS = 3


def main():
    path, out, *files = sys.argv[1:]
    articles = encoder.read(path)
    soft = [torch.zeros(len(a["words"]), encoder.LABELS) for a in articles]
    for number, file in enumerate(files):
        fold = number % FOLDS
        read = weights.read(Path(file).read_bytes())
        vocabulary = encoder.Vocabulary(read["pieces"])
        model = encoder.Encoder(len(read["pieces"]), read["sizes"], read["layers"])
        model.load_state_dict(read["state"])
        unseen = [a for a in range(len(articles)) if a % FOLDS == fold]
        found = encoder.predict(model, [articles[a] for a in unseen], vocabulary)
        print(fold, encoder.exact([articles[a] for a in unseen], found))
        for a, scores in zip(unseen, found):
            soft[a] += scores.softmax(-1) * FOLDS / len(files)
    with open(out, "w", encoding="utf-8") as file:
        for rows in soft:
            file.write(json.dumps(rows.tolist()) + "\n")


if __name__ == "__main__":
    main()
