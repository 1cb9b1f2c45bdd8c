#!/bin/sh
# Makes the secrets of a compose installation once, for its services to share. Those given in the environment become part of them,
# so that an installation keeps its secrets when the environment forgets them.
set -eu
file=${SECRETS_FILE:-/secrets/munshi.env}
[ -s "$file" ] && exit 0
umask 077
secret() { node -p 'require("node:crypto").randomBytes(32).toString("hex")'; }
{
  echo "AUTH_SECRET=${AUTH_SECRET:-$(secret)}"
  echo "OPERATOR_TOKEN=${OPERATOR_TOKEN:-$(secret)}"
  echo "PSEUDONYM_SECRET=${PSEUDONYM_SECRET:-$(secret)}"
} >"$file.new"
mv "$file.new" "$file"
echo 'secrets made'
