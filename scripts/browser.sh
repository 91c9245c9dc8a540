#!/bin/sh
# Prints the path of a Chromium, installing the system's own where there is none,
# and what Playwright needs to start. Prints nothing, and still ends well, where that
# fails: the tests of the page then say so themselves, and fail in continuous integration.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_browser() {
    for name in ${CHROMIUM:-chromium chromium-browser google-chrome google-chrome-stable}; do
        path=$(command -v "$name") || continue
        # Some systems have only a stub by this name, which cannot run.
        if "$path" --version >/dev/null 2>&1; then
            echo "$path"
            return
        fi
    done
    return 1
}

# The Node.js inside Playwright wants a library that small systems leave out.
if ! .venv/bin/python -m playwright --version >/dev/null 2>&1; then
    say "Installing libatomic1 for Playwright"
    scripts/apt.sh libatomic1 || say "That failed: install the package libatomic1."
fi

find_browser && exit
say "Installing Chromium for the tests of the page"
scripts/apt.sh chromium fonts-liberation fonts-noto-color-emoji || true
find_browser && exit
say "No Chromium here, and none could be installed."
say "Install one, or say where it is: make CHROMIUM=/path/to/chromium test"
