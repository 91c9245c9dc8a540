#!/bin/sh
# Installs packages of the system, where this user may: apt.sh PACKAGE...
# Ends with a status other than 0, and says nothing, where that cannot be done.
set -eu

command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" = 0 ]; then
    root=
elif sudo -n true 2>/dev/null; then
    root="sudo -n"
else
    exit 1
fi
# $root is one word, two or none, so it stays without quotes.
$root apt-get update -qq >&2
$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 "$@" >&2
