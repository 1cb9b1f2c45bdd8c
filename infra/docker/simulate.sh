#!/bin/sh
# A simulated bank for a compose installation: its history once, then what happens in it now.
# Which bank it is, and the day its history ends on, is kept in DATA_DIR: another bank would tell the same customers another past.
set -eu
bank=$DATA_DIR/bank.options
history=$DATA_DIR/bank.jsonl
simulate() { node services/all-in-one/src/commands/simulate.ts "$@"; }

if [ ! -s "$bank" ]; then
  options="--customers ${SIMULATE_CUSTOMERS:-20} --months ${SIMULATE_MONTHS:-6} --seed ${SIMULATE_SEED:-1}"
  # shellcheck disable=SC2086
  until=$(simulate $options --out "$history" --json | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).until')
  echo "$options --until $until" >"$bank.new"
  mv "$bank.new" "$bank"
fi
# A file taken in twice changes nothing, so what a crash interrupted is done again.
if [ -e "$history" ]; then
  node services/ingestion/src/commands/ingest.ts "$history"
  rm "$history"
fi
# shellcheck disable=SC2046
exec node services/all-in-one/src/commands/simulate.ts $(cat "$bank") --live "${SIMULATE_LIVE:-30}"
