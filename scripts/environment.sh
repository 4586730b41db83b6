#!/bin/sh
# Makes .venv as uv.lock says, on a machine that has Python 3.11 or newer and perhaps nothing else.
# A dependency group that is named as well is installed too: sh scripts/environment.sh bench
set -eu

group="${1:-}"
UV_MINIMUM="0.8.0" # the oldest that was tried with our uv.lock

# Trust what this machine trusts: in many clinics a proxy stands before the network.
# The hashes in uv.lock are checked in any case.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" # its newer name
export UV_NATIVE_TLS="${UV_NATIVE_TLS:-true}"     # its older name

cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

good_python() { # a shim can be on PATH without a Python behind it, so it is started
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && good_python "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

new_enough_uv() {
    "$1" --version 2>/dev/null | "$python" -c '
import re, sys
numbers = lambda text: [int(n) for n in re.findall(r"\d+", text)[:3]]
sys.exit(numbers(sys.stdin.read()) < numbers(sys.argv[1]))' "$UV_MINIMUM"
}

python=$(find_python) || fail "Heartsease needs Python 3.11 or newer, and none was found.
Install one (for example: apt install python3, or https://www.python.org/downloads/) and run the same command again."

if command -v uv >/dev/null 2>&1 && new_enough_uv uv; then
    uv=uv
else
    uv=.uv/bin/uv
    if ! { [ -x "$uv" ] && new_enough_uv "$uv"; }; then
        say "Fetching uv, which installs exactly what uv.lock names (once, into .uv/)."
        "$python" -m venv --clear .uv >/dev/null 2>&1 || fail "$python cannot make an environment.
On Debian and Ubuntu the part that does is a package of its own: apt install python3-venv"
        .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=$UV_MINIMUM" || fail \
"uv could not be fetched from the Python package index. This step needs the network once.
With uv installed in any other way (https://docs.astral.sh/uv/) this step is skipped."
    fi
fi

say "Setting up the environment in .venv/ with $python (a minute the first time)."
# Compiled now, once: where Python may not write what it compiles, each start would do it again.
set -- sync --quiet --locked --all-extras --no-python-downloads --compile-bytecode
if [ -n "$group" ]; then
    set -- "$@" --group "$group"
fi
if ! { [ -x .venv/bin/python ] && good_python .venv/bin/python; }; then
    set -- "$@" --python "$python"
fi
"$uv" "$@" || fail "The environment could not be set up; the reason is above.
If it speaks of the network: this step needs it once, and again when uv.lock changes.
If it says that the lock file is out of date: run 'uv lock' and look at what changed."
