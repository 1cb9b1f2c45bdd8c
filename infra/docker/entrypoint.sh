#!/bin/sh
# Runs a command with the installation's secrets: those of the environment, else those that `make-secrets.sh` made.
set -eu
if [ -r "${SECRETS_FILE:-/secrets/munshi.env}" ]; then
  while IFS='=' read -r name value; do
    eval "given=\${$name:-}"
    [ -n "$given" ] || export "$name=$value"
  done <"${SECRETS_FILE:-/secrets/munshi.env}"
fi
exec "$@"
