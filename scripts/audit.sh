#!/bin/sh
# Asks the public advisory databases about every package the bot runs on. Fails when one is known to
# be vulnerable, and when a database could not be asked: not knowing is no answer.
set -u
cd "$(dirname "$0")/.."
version=2.10.1
tool=.venv/audit
failed=0

.venv/bin/python -m pip check || failed=1

# In an environment of its own: the auditor's packages are not the bot's.
[ -x "$tool/bin/pip-audit" ] || {
	.venv/bin/python -m venv "$tool" && "$tool/bin/python" -m pip install --quiet "pip-audit==$version"
} || { echo "audit: pip-audit could not be installed"; exit 1; }
for list in requirements*.txt; do
	"$tool/bin/pip-audit" --strict --no-deps --disable-pip --progress-spinner off -r "$list" || failed=1
done

for folder in bot/page tests/schemas; do
	(cd "$folder" && npm audit --package-lock-only) || failed=1
done
[ "$failed" = 0 ] || echo "audit: something was found, or could not be asked; see above"
exit "$failed"
