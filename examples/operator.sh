#!/usr/bin/env bash
# An operator's first day against the local run (`make run` in another terminal): a key, a smoke test, an export, a
# restore into another table, an audit and a repair of it. Run it in the folder of the repository. It can run twice.
# docs/operations.md has the same steps for a table on AWS.
set -euo pipefail
BASE=${BASE:-http://127.0.0.1:8000}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

step() { echo; echo "== $*"; }

step "Create a key that may write, in a file that only you can read. The table keeps its hash."
make --silent key NAME=newsroom SCOPES=write FILE="$WORK/newsroom.key"
KEY=$(cat "$WORK/newsroom.key")

step "Ask the service what the key may do."
ME=$(curl -sS --fail "$BASE/v1/me" -H "Authorization: Bearer $KEY")
echo "$ME"

step "Send read-only requests to the service."
make --silent smoke URL="$BASE" KEY="$KEY"

step "Export everything into a file, while the service runs."
make --silent dump FILE="$WORK/all.ndjson"

step "Restore it into another table."
DATA="$WORK/trial" make --silent load FILE="$WORK/all.ndjson"

step "The other table has the same content: its export has the same bytes."
DATA="$WORK/trial" make --silent dump FILE="$WORK/again.ndjson"
cmp "$WORK/all.ndjson" "$WORK/again.ndjson"

step "Look for faults in it. Then resolve its companies again from their facts; without KIND it takes all entities."
DATA="$WORK/trial" make --silent audit
DATA="$WORK/trial" make --silent repair KIND=company | tail -1
DATA="$WORK/trial" make --silent audit KIND=company

step "Copy the table that is served, keys included."
make --silent backup FILE="$WORK/copy.sqlite3"

step "Revoke the key. Within a minute it works nowhere."
ID=$(grep -o 'key_[a-z0-9]*' <<< "$ME" | head -1)
.venv/bin/python -m chalicelib.local keys revoke "$ID"
make --silent keys
