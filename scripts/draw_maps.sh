#!/bin/sh
# Draws the map of three invented people and writes the page each could take to a visit.
set -eu

DAY="2026-11-23" # the day their records were written for; on a later day they would be old

cd "$(dirname "$0")/.."
heartsease=.venv/bin/heartsease
mkdir -p out

set -- demo/people/*.json
if [ ! -e "$1" ]; then
    printf '%s\n' "The demo people are missing: there is no file in demo/people/. Take a fresh copy of the project." >&2
    exit 1
fi

for file in "$@"; do
    name=$(basename "$file" .json)
    printf '\n======== %s (invented), as of %s ========\n\n' "$name" "$DAY"
    "$heartsease" map "$file" --on "$DAY"
    "$heartsease" map "$file" --on "$DAY" --html "out/$name.html" --pdf "out/$name.pdf" 2>/dev/null || {
        printf '%s\n' "The visit page of $name could not be written:" >&2
        "$heartsease" map "$file" --on "$DAY" --html "out/$name.html" --pdf "out/$name.pdf"
    }
done

printf '\n%s\n' "$# maps were drawn. The page that each person could take to a visit:"
for file in "$@"; do
    name=$(basename "$file" .json)
    printf '  out/%s.pdf  (and out/%s.html)\n' "$name" "$name"
done
printf '%s\n' "For your own map: docs/tutorials/your-first-map.md"
