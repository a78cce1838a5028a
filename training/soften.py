"""Writes what encoders make of the articles that they did not see in training: soft labels to learn from.

    python soften.py train.jsonl soft.jsonl encoder-0.bin encoder-1.bin encoder-2.bin

Encoder K was trained with `--fold K/3`. Several runs of the three folds may stand one after another: their
probabilities are averaged. With `--unseen` before the files, articles of which none was seen: every encoder reads
all of them.
"""

import json
import sys
from pathlib import Path

import torch

import encoder
import weights

FOLDS = 3


def main():
    unseen = "--unseen" in sys.argv
    path, out, *files = [argument for argument in sys.argv[1:] if argument != "--unseen"]
    articles = encoder.read(path)
    soft = [torch.zeros(len(a["words"]), encoder.LABELS) for a in articles]
    for number, file in enumerate(files):
        own = [a for a in range(len(articles)) if unseen or a % FOLDS == number % FOLDS]
        share = (1 if unseen else FOLDS) / len(files)
        read = weights.read(Path(file).read_bytes())
        vocabulary = encoder.Vocabulary(read["pieces"])
        model = encoder.Encoder(len(read["pieces"]), read["sizes"], read["layers"])
        model.load_state_dict(read["state"])
        found = encoder.predict(model, [articles[a] for a in own], vocabulary)
        print(file, encoder.exact([articles[a] for a in own], found), flush=True)
        for a, scores in zip(own, found):
            soft[a] += share * scores.softmax(-1)
    with open(out, "w", encoding="utf-8") as file:
        for rows in soft:
            file.write(json.dumps(rows.tolist()) + "\n")


if __name__ == "__main__":
    main()
