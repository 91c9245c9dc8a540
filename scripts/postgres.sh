#!/bin/sh
# Prints the folder of PostgreSQL's server programs, installing the system's own where there are none.
# Prints nothing, and still ends well, where that fails: the tests of the store then say so
# themselves, and fail in continuous integration. Nothing is left running for them: each run of
# the tests starts a server of its own and removes it.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_server() {
    # Debian keeps them out of the PATH, in a folder for each version.
    for folder in ${POSTGRES:-$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)} \
        "$(dirname "$(command -v initdb || echo /none)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            echo "$folder"
            return
        fi
    done
    return 1
}

find_server && exit
say "Installing PostgreSQL for the tests of the store"
scripts/apt.sh postgresql || true
find_server && exit
say "No PostgreSQL here, and none could be installed."
say "Install one, or say where its programs are: make POSTGRES=/path/to/bin test"
