#!/usr/bin/env bash
# Trains the encoders of the folds, then the one of all articles on what they say of what they had not seen.
# usage: run.sh MODEL [FOLDER]; reads train.jsonl and dev.jsonl, writes soft.jsonl and the encoders into FOLDER.
set -euo pipefail
model=$1 folder=${2:-encoders} here=$(dirname "$0")
mkdir -p "$folder"
for fold in 0 1 2; do
    python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --fold $fold/3 --threads 1 \
        --out "$folder/encoder-$fold.bin"
done
python "$here/soften.py" train.jsonl soft.jsonl "$folder"/encoder-{0,1,2}.bin
python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --soft soft.jsonl --threads 1 \
    --out "$folder/encoder.bin"
