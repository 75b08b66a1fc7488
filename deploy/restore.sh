#!/usr/bin/env bash
# Restores a backup into databases that do not exist yet: deploy/restore.sh <directory> [prefix]
# PGHOST, PGPORT, PGUSER and PGPASSWORD name the server and an administrator. A prefix goes before the names of the databases. SERVICEDESK_ATTACHMENTS
# names the directory for attached files. Read models are not in a backup: each service builds them from the log when it starts.
set -euo pipefail
cd "$(dirname "$0")"
. ./backup-parts.sh

[ $# -eq 1 ] || [ $# -eq 2 ] || fail "Usage: deploy/restore.sh <directory> [prefix]"
backup=$(realpath "$1")
prefix=${2:-}
[[ $prefix =~ ^[a-z0-9_]*$ ]] || fail "A prefix has lower-case letters, digits and underscores."
[ -f "$backup/manifest" ] && [ -f "$backup/SHA256SUMS" ] || fail "$backup is no complete backup."

damaged=$(cd "$backup" && sha256sum -c --quiet SHA256SUMS 2>/dev/null) || fail "The backup is damaged, and nothing was restored: $damaged"
for log in "${logs[@]}"; do
  grep -q "  $log.dump\$" "$backup/SHA256SUMS" && grep -qP "^text\t$log\t" "$backup/manifest" || fail "The backup is damaged, and nothing was restored: it lacks $log."
  [ -z "$(query -c "select 1 from pg_database where datname = '${prefix}servicedesk_$log'")" ] ||
    fail "The database ${prefix}servicedesk_$log exists already, and nothing was restored."
done

# The launcher gives the roles that log in their passwords.
for role in servicedesk_service servicedesk_reader servicedesk_reporting "${logs[@]/#/servicedesk_}"; do
  query -c "do \$\$ begin if not exists (select from pg_roles where rolname = '$role') then create role $role nologin; end if; end \$\$"
done

for log in "${logs[@]}"; do
  database=${prefix}servicedesk_$log
  query -c "create database $database template template0 encoding 'UTF8'"
  pg_restore -d "$database" --no-owner --exit-on-error --single-transaction "$backup/$log.dump"
  # What a service made for itself besides its read models is its own again; those it builds anew.
  query -d "$database" <<SQL
do \$\$
declare
  found record;
begin
  for found in select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'marten') loop
    execute format('alter schema %I owner to servicedesk_$log', found.name);
  end loop;
  for found in select schemaname as space, tablename as name from pg_tables where schemaname !~ '^pg_' and schemaname not in ('information_schema', 'public', 'marten') loop
    execute format('alter table %I.%I owner to servicedesk_$log', found.space, found.name);
  end loop;
end \$\$;
delete from checkpoints where strpos(name, '/') = 0;
delete from read_models;
SQL
  wanted=$(grep -P "^text\t$log\t" "$backup/manifest" | cut -f 3)
  found=$(query -d "$database" -c "\\copy ($log_text) to stdout" | sha256sum | cut -c 1-64)
  [ "$wanted" = "$found" ] || fail "The log of $log was not restored as it was: $found instead of $wanted."
  echo "$log: $(grep -P "^log\t$log\t" "$backup/manifest" | cut -f 3) events restored"
done

if [ -n "${SERVICEDESK_ATTACHMENTS:-}" ] && [ -f "$backup/attachments.tar" ]; then
  mkdir -p "$SERVICEDESK_ATTACHMENTS"
  tar -C "$SERVICEDESK_ATTACHMENTS" -xf "$backup/attachments.tar"
fi
