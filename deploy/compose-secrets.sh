#!/usr/bin/env bash
# Writes the secrets of docker-compose.yml into .env (ignored by git, readable by its owner only). An existing file stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v openssl >/dev/null || { echo "openssl is missing." >&2; exit 1; }
if [ -e .env ]; then
  echo ".env is there already; delete it together with the volumes (docker compose down -v) to begin anew." >&2
  exit 0
fi

password() { openssl rand -hex 24; }

umask 077
draft=$(mktemp .env.XXXXXX)
key=$(mktemp)
ledger=$(mktemp)
trap 'rm -f "$draft" "$key" "$ledger"' EXIT
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$ledger"
bootstrap=sdk_$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n')
{
  for role in POSTGRES RABBITMQ INTAKE ROUTING RESOLUTION ANALYTICS WEB FEED; do echo "${role}_PASSWORD=$(password)"; done
  echo "PERSON_SECRET=$(openssl rand -base64 32)"
  echo "LEDGER_SIGNING_KEY=$(openssl pkcs8 -topk8 -nocrypt -in "$ledger" -outform DER | openssl base64 -A)"
  echo "WEB_SIGNING_KEY=$(openssl pkcs8 -topk8 -nocrypt -in "$key" -outform DER | openssl base64 -A)"
  echo "WEB_PUBLIC_KEY=$(openssl pkey -in "$key" -pubout -outform DER | openssl base64 -A)"
  echo "BOOTSTRAP_KEY=$bootstrap"
  echo "BOOTSTRAP_KEY_HASH=$(printf %s "$bootstrap" | openssl dgst -sha256 -r | cut -d' ' -f1)"
} >"$draft"
mv "$draft" .env
echo "Wrote .env. Next: docker compose up --build"
