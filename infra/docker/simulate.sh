#!/bin/sh
# A simulated bank for a compose installation: its history once, then what happens in it now.
set -eu
options="--customers ${SIMULATE_CUSTOMERS:-20} --months ${SIMULATE_MONTHS:-6} --seed ${SIMULATE_SEED:-1}"
# shellcheck disable=SC2086
node services/all-in-one/src/commands/simulate.ts $options --out /tmp/bank.jsonl
node services/ingestion/src/commands/ingest.ts /tmp/bank.jsonl
# shellcheck disable=SC2086
exec node services/all-in-one/src/commands/simulate.ts $options --live "${SIMULATE_LIVE:-30}"
