#!/bin/sh
# Draws the map of three invented people and writes the page each could take to a visit.
set -eu

cd "$(dirname "$0")/.."
mkdir -p out
people=0

for file in demo/people/*.json; do
    [ -e "$file" ] || continue
    people=$((people + 1))
    name=$(basename "$file" .json)
    printf '\n======== %s (invented) ========\n\n' "$name"
    .venv/bin/heartsease map "$file" --visit-page "out/$name.pdf"
done

if [ "$people" -eq 0 ]; then
    printf '%s\n' "The demo people are missing: there is no file in demo/people/. Take a fresh copy of the project." >&2
    exit 1
fi

printf '\n%s\n' "Wrote the visit pages of $people invented people to out/:"
ls out/*.pdf
