#!/usr/bin/env bash
# Backs up the logs of all services as they were together at one instant: deploy/backup.sh <directory>
# PGHOST, PGPORT, PGUSER and PGPASSWORD name the server and an administrator. SERVICEDESK_ATTACHMENTS names the directory of attached files, if it
# shall be in the backup. Appends wait for some milliseconds; nothing else does. Secrets (secrets.json) are not in it: keep them elsewhere.
set -euo pipefail
cd "$(dirname "$0")"
. ./backup-parts.sh

[ $# -eq 1 ] || fail "Usage: deploy/backup.sh <directory>"
target=$(realpath -m "$1")
[[ $target =~ ^[A-Za-z0-9_./-]+$ ]] || fail "The directory's name may have letters, digits, dots, dashes and underscores only."
[ ! -e "$target" ] || fail "$target exists already."
umask 077
work=$target.unfinished
rm -rf "$work"
mkdir -p "$work/meet"
trap 'rm -rf "$work"' EXIT

# Waits until all databases have come to the same point; one that failed ends the wait of the others.
cat > "$work/meet/at" <<'SH'
touch "$1/$2.$3"
for _ in $(seq 1 400); do
  [ ! -e "$1/failed" ] || exit 1
  [ "$(ls "$1" | grep -c "^$2\.")" -lt "$4" ] || exit 0
  sleep 0.005
done
touch "$1/failed"
exit 1
SH

# Every database is kept from appending at the same moment, so no snapshot holds an effect whose cause is missing from another.
back_up() {
  local log=$1 database=servicedesk_$1 meet="bash '$work/meet/at' '$work/meet'"
  {
    echo "set statement_timeout = '2s';"
    echo "select pg_advisory_lock(5100) \\g /dev/null"
    echo "\\! $meet locked $log ${#logs[@]}"
    echo "begin isolation level repeatable read read only;"
    echo "select pg_export_snapshot() \\g '$work/meet/snapshot.$log'"
    echo "\\! $meet taken $log ${#logs[@]}"
    echo "select pg_advisory_unlock(5100) \\g /dev/null"
    echo "set statement_timeout = 0;"
    echo "\\o '$work/$log.lines'"
    echo "select 'log', :'log', count(*), coalesce(max(position), 0) from events;"
    echo "select 'model', :'log', m.name, c.position from read_models m join checkpoints c on c.name = m.live order by m.name;"
    table_lines
    echo "select 'tree-head', :'log', data::text from events where type = 'analytics.tree-head-signed.v1' order by position desc limit 1;"
    echo "\\o '$work/meet/models.$log'"
    echo "select '--exclude-schema=' || n.nspname from pg_namespace n where n.nspname in ('served', 'reporting') or n.nspname in (select name from checkpoints);"
    echo "\\o"
    echo "\\copy ($log_text) to program 'sha256sum | cut -c 1-64 > $work/meet/text.$log'"
    echo "\\! xargs pg_dump -d $database -Fc --snapshot=\"\$(cat '$work/meet/snapshot.$log')\" -f '$work/$log.dump' < '$work/meet/models.$log' || touch '$work/meet/failed'"
    echo "commit;"
  } | query -v log="$log" -d "$database" || { touch "$work/meet/failed"; return 1; }
}

at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
waiting=()
for log in "${logs[@]}"; do
  back_up "$log" &
  waiting+=($!)
done
for one in "${waiting[@]}"; do wait "$one" || true; done
[ ! -e "$work/meet/failed" ] || fail "The backup failed; nothing was kept."

# Files are written before the events that name them, so they are all there by now.
# tar says 1 when another file was added meanwhile, which no event of the backup names.
[ -z "${SERVICEDESK_ATTACHMENTS:-}" ] || tar -C "$SERVICEDESK_ATTACHMENTS" -cf "$work/attachments.tar" . || [ $? -eq 1 ] ||
  fail "The attached files could not be saved; nothing was kept."
{
  printf 'format\t1\n'
  printf 'at\t%s\n' "$at"
  for log in "${logs[@]}"; do
    [ -s "$work/$log.dump" ] && [ -s "$work/meet/text.$log" ] || fail "The backup of $log failed; nothing was kept."
    cat "$work/$log.lines"
    printf 'text\t%s\t%s\n' "$log" "$(cat "$work/meet/text.$log")"
  done
} > "$work/manifest"
rm -rf "$work/meet" "$work"/*.lines
(cd "$work" && sha256sum -- * > SHA256SUMS)
mv "$work" "$target"
grep -P '^log\t' "$target/manifest" | while IFS=$'\t' read -r _ log events head; do echo "$log: $events events, head $head"; done
