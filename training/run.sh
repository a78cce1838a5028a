#!/usr/bin/env bash
# Trains the encoders of the folds, of 4 and of 6 layers, then the one of all articles on what they say of what they had
# not seen. usage: run.sh MODEL [FOLDER]
# Reads train.jsonl, dev.jsonl and texts.jsonl (sequences), writes soft.jsonl, texts-soft.jsonl and the encoders into FOLDER.
set -euo pipefail
model=$1 folder=${2:-encoders} here=$(dirname "$0")
mkdir -p "$folder"
for fold in 0 1 2; do
    for layers in 0,1,2,3 0,1,2,3,4,5; do
        case $layers in *5) out=deep-$fold ;; *) out=encoder-$fold ;; esac
        python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --fold $fold/3 --layers $layers --threads 1 \
            --out "$folder/$out.bin"
    done
done
python "$here/soften.py" train.jsonl soft.jsonl "$folder"/encoder-{0,1,2}.bin "$folder"/deep-{0,1,2}.bin
python "$here/soften.py" --unseen texts.jsonl texts-soft.jsonl "$folder"/encoder-{0,1,2}.bin "$folder"/deep-{0,1,2}.bin
python "$here/encoder.py" train.jsonl --dev dev.jsonl --public "$model" --soft soft.jsonl \
    --more texts.jsonl --more-soft texts-soft.jsonl --threads 1 --out "$folder/encoder.bin"
