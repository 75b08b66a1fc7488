# Sourced by backup.sh, restore.sh and drill.sh. The server is named as for psql: PGHOST, PGPORT, PGUSER, PGPASSWORD.

logs=(intake routing resolution analytics)
export PGTZ=UTC PGAPPNAME=servicedesk-backup PGDATABASE=postgres

fail() {
  echo "$1" >&2
  exit 1
}

# The programs of the newest PostgreSQL come before those that are found otherwise.
newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1)
[ -z "$newest" ] || PATH=$newest:$PATH
command -v pg_dump >/dev/null || fail "pg_dump is not installed (Debian package: postgresql-client)."

query() {
  psql -X -q -A -t -F $'\t' -v ON_ERROR_STOP=1 "$@"
}

# The events of a log in order; the same text for the same log, on any server.
log_text="select position, stream, version, type, data::text, meta::text, occurred, at from events order by position"

# A line for each table that is served: its name, its rows, and a sum over the SHA-256 of each row, which does not depend on their order.
table_lines() {
  cat <<'SQL'
select format(
  'select %L, %L, %L, count(*), coalesce(sum((''x'' || substr(encode(sha256(convert_to(t::text, ''UTF8'')), ''hex''), 1, 16))::bit(64)::bigint::numeric), 0) from served.%I t',
  'table', :'log', viewname, viewname)
from pg_views
where schemaname = 'served'
order by viewname
\gexec
SQL
}
