#!/bin/sh
# Runs every benchmark in bench/, one after the other; each prints its own table.
set -eu

cd "$(dirname "$0")/.."
found=no
for file in bench/bench_*.py; do
    [ -e "$file" ] || continue
    found=yes
    printf '\n== %s\n' "$file"
    "${PYTHON:-.venv/bin/python}" "$file"
done
[ "$found" = yes ] || printf '%s\n' "There is no benchmark yet: bench/ holds no bench_*.py."
