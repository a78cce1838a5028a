#!/usr/bin/env bash
# Builds the module into npm/module. Needs a standard library for wasm32-unknown-unknown: `rustup target add
# wasm32-unknown-unknown`, or Debian's rustc-web and rust-web-src (the latter compile it from source). RUST_WEB names
# a folder that Debian's packages were unpacked into (dpkg -x) instead of /.
set -euo pipefail
cd "$(dirname "$0")"

target=wasm32-unknown-unknown
web=${RUST_WEB:-}
# Products of eight numbers at once; all browsers have it since 2023.
export RUSTFLAGS="-C target-feature=+simd128"

if [ -d "$(rustc --print target-libdir --target $target 2>/dev/null)" ]; then
    cargo build --release --target $target
elif ls -d "$web"/usr/src/rustc-*/library >/dev/null 2>&1; then
    export LD_LIBRARY_PATH=$web/usr/lib/x86_64-linux-gnu
    lld=$(find "$(rustc --print sysroot)" "$web/usr" -name rust-lld 2>/dev/null | head -1)
    RUSTC_BOOTSTRAP=1 RUSTC=$web/usr/bin/rustc cargo build --release --target $target \
        -Zbuild-std=std,panic_abort --config "target.$target.linker=\"$lld\""
    unset LD_LIBRARY_PATH
else
    echo "NOT BUILT: no standard library for $target (rustup target add $target)" >&2
    exit 3
fi

rm -rf npm/module
RUSTFLAGS='' cargo run --quiet --manifest-path bindgen/Cargo.toml -- \
    target/$target/release/onrecord_wasm.wasm npm/module
ls -l npm/module/onrecord_bg.wasm
