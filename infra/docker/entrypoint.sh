#!/bin/sh
# Runs a command with the installation's secrets: those of the environment, else those that `make-secrets.sh` made. A service is
# handed what its environment names, though empty, and no more.
set -eu
file=${SECRETS_FILE:-/secrets/munshi.env}
if [ -r "$file" ]; then
  while IFS='=' read -r name value; do
    # Whoever has an identity provider signs no tokens of their own: both at once are refused.
    [ "$name" = AUTH_SECRET ] && [ -n "${AUTH_JWKS_URL:-}" ] && continue
    eval "named=\${$name+named} given=\${$name:-}"
    [ -z "$named" ] || [ -n "$given" ] || export "$name=$value"
  done <"$file"
fi
exec "$@"
