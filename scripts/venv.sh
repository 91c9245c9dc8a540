#!/bin/sh
# Installs lists of requirements in .venv, making that first: venv.sh FILE...
# Takes the first Python of 3.11 or later it finds; BASE_PYTHON=/path names another.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${BASE_PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    say "No Python of 3.11 or later was found."
    say "Install one, or say where it is: make BASE_PYTHON=/path/to/python run"
    return 1
}

# Debian ships the pip of new environments apart, so it is often missing.
# The machine's own pip can fill the environment without changing the machine.
make_venv() {
    "$1" -m venv --clear .venv >/dev/null 2>&1 && return
    if "$1" -m pip --version >/dev/null 2>&1; then
        "$1" -m venv --clear --without-pip .venv &&
            "$1" -m pip --python .venv/bin/python install -q pip && return
    fi
    say "Installing python3-venv: this Python cannot make environments without it."
    scripts/apt.sh python3-venv && "$1" -m venv --clear .venv && return
    rm -rf .venv
    say "This Python cannot make environments. Install the package python3-venv and try again."
    return 1
}

if ! { fits .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    say "Making .venv with $("$python" --version)"
    make_venv "$python"
fi
for list in "$@"; do
    say "Installing $list"
    .venv/bin/python -m pip install -q --disable-pip-version-check -r "$list"
done
