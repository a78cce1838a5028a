#!/usr/bin/env bash
# Trains the encoders: those of the folds, which the linear pass learns from; the teacher of all articles and of either
# half; the encoder that is shipped, on what they say of what they had not seen.
# usage: run.sh MODEL TEACHER [FOLDER]
# Reads train.jsonl, dev.jsonl and texts.jsonl (sequences), writes soft.jsonl, texts-soft.jsonl and the encoders into FOLDER.
set -euo pipefail
model=$1 large=$2 folder=${3:-encoders} here=$(dirname "$0")
mkdir -p "$folder"
teach() {
    python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$large" --layers 0,1,2,3,4,5,6,7,8,9,10,11 --rate 8e-5 "$@"
}
teach --out "$folder/teacher.bin"
for half in 0 1; do
    teach --fold $half/2 --epochs 2 --out "$folder/teacher-$half.bin"
done
python "$here/soften.py" train.jsonl soft.jsonl "$folder"/teacher-{0,1}.bin
python "$here/soften.py" texts.jsonl texts-soft.jsonl "$folder/teacher.bin" --unseen
python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --soft soft.jsonl --trust 0.7 \
    --more texts.jsonl --more-soft texts-soft.jsonl --epochs 4 --out "$folder/first.bin"
python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --soft soft.jsonl --trust 0.7 \
    --more texts.jsonl --more-soft texts-soft.jsonl --start "$folder/first.bin" --epochs 2 --rate 1e-4 --run 2 \
    --out "$folder/encoder.bin"
for fold in 0 1 2; do
    python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --fold $fold/3 \
        --out "$folder/encoder-$fold.bin"
done
