#!/usr/bin/env bash
# Proves that a backup can be restored: deploy/drill.sh <directory of a backup>
# Restores it into databases of its own (prefix drill_), builds every read model anew up to where the live one stood at the backup, compares each table,
# and removes the databases. The server is named as for backup.sh. SERVICEDESK_ANALYTICS and SERVICEDESK_KEY (address and API key of the role system or
# admin) tell Analytics of it, so that the age of the last good drill is known.
set -euo pipefail
cd "$(dirname "$0")"
. ./backup-parts.sh

[ $# -eq 1 ] || fail "Usage: deploy/drill.sh <directory of a backup>"
backup=$(realpath "$1")
programs=${SERVICEDESK_PROGRAMS:-$(realpath ../src)}
prefix=drill_
work=$(mktemp -d)
started=$(date +%s)

remove() {
  for log in "${logs[@]}"; do query -c "drop database if exists ${prefix}servicedesk_$log with (force)" 2>/dev/null || true; done
}
trap 'remove; rm -rf "$work"' EXIT
remove

connection() {
  local quote=\' password=${PGPASSWORD:-}
  echo "Host=${PGHOST:-127.0.0.1};Port=${PGPORT:-5432};Username=${PGUSER:-$(id -un)};Password='${password//$quote/$quote$quote}';Database=${prefix}servicedesk_$1;Maximum Pool Size=10"
}

# Starts no reaction, no timer and no mail: the program builds its read models and ends.
rebuild() {
  local log=$1 name="${1^}" other model position
  (
    # Intake does not start without a secret; no read model is made with it.
    export Intake__PersonSecret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    export "ConnectionStrings__Log=$(connection "$log")"
    for other in "${logs[@]}"; do [ "$other" = "$log" ] || export "ConnectionStrings__Feed_$other=$(connection "$other")"; done
    while IFS=$'\t' read -r _ _ model position; do export "Rehearsal__$model=$position"; done < <(grep -P "^model\t$log\t" "$backup/manifest")
    dotnet "$programs/ServiceDesk.$name/bin/Release/net10.0/ServiceDesk.$name.dll" >"$work/$log.out" 2>&1
  )
}

differences=()
restored=yes
bash ./restore.sh "$backup" "$prefix" >"$work/restore.out" 2>&1 || { restored=no; differences+=("$(tail -1 "$work/restore.out")"); }
tables=0
if [ "$restored" = yes ]; then
  for log in "${logs[@]}"; do
    rebuild "$log" || { differences+=("$log: the read models could not be built: $(tail -1 "$work/$log.out")"); continue; }
    table_lines | query -v log="$log" -d "${prefix}servicedesk_$log" > "$work/$log.tables"
    while IFS=$'\t' read -r _ _ table rows hash; do
      tables=$((tables + 1))
      grep -qxF "table"$'\t'"$log"$'\t'"$table"$'\t'"$rows"$'\t'"$hash" "$work/$log.tables" || differences+=("$log: $table")
    done < <(grep -P "^table\t$log\t" "$backup/manifest")
  done
fi

quote() {
  local text=${1//\\/ }
  printf '"%s"' "${text//\"/\'}" | tr -d '\000-\037'
}

passed=false
[ ${#differences[@]} -gt 0 ] || [ "$tables" -eq 0 ] || passed=true
listed=
for one in "${differences[@]:0:100}"; do listed+="${listed:+,}$(quote "${one:0:500}")"; done
events=$({ grep -P '^log\t' "$backup/manifest" 2>/dev/null || true; } | awk -F '\t' '{ sum += $3 } END { print sum + 0 }')
at=$(grep -P '^at\t' "$backup/manifest" 2>/dev/null | cut -f 2 || true)
report="{\"backupAt\":\"${at:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}\",\"passed\":$passed,\"events\":$events,\"tables\":$tables,\"seconds\":$(($(date +%s) - started)),\"differences\":[$listed]}"
echo "$report"
if [ -n "${SERVICEDESK_ANALYTICS:-}" ]; then
  printf 'Authorization: Bearer %s\n' "$SERVICEDESK_KEY" |
    curl -sS -f -o /dev/null -H @- -H 'Content-Type: application/json' --data-raw "$report" "$SERVICEDESK_ANALYTICS/operations/drills" || fail "Analytics could not be told."
fi
[ "$passed" = true ]
