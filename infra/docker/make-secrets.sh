#!/bin/sh
# Makes the secrets of a compose installation once, for the services to share; those given in the environment are taken as they are.
set -eu
file=${SECRETS_FILE:-/secrets/munshi.env}
[ -s "$file" ] && exit 0
umask 077
secret() { node -p "require('node:crypto').randomBytes(32).toString('hex')"; }
{
  echo "AUTH_SECRET=${AUTH_SECRET:-$(secret)}"
  echo "OPERATOR_TOKEN=${OPERATOR_TOKEN:-$(secret)}"
  echo "PSEUDONYM_SECRET=${PSEUDONYM_SECRET:-$(secret)}"
} >"$file.new"
chown node:node "$file.new"
mv "$file.new" "$file"
echo 'secrets made'
