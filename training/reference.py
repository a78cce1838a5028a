"""Writes what the training framework makes of some sequences with the shipped weights, in plain floating-point
numbers: the crate's own scores, in eight bits, are held against it by a test.

    onrecord train encoder articles.jsonl sequences.jsonl
    python reference.py sequences.jsonl ../models/accurate-*/weights.bin > ../fixtures/encoder/scores.json
"""

import contextlib
import json
import struct
import sys
from pathlib import Path

import torch

import encoder


def main():
    path, *files = sys.argv[1:]
    engine = b"".join(Path(file).read_bytes() for file in files)
    start = 12 + struct.unpack("<I", engine[8:12])[0]
    model, vocabulary = encoder.load(engine[start:])
    torch.autocast = lambda *_, **__: contextlib.nullcontext()
    for scores in encoder.predict(model, encoder.read(path), vocabulary):
        print(json.dumps([[round(float(x), 3) for x in row] for row in scores]))


if __name__ == "__main__":
    main()
