#!/usr/bin/env bash
# Starts a whole service desk on this machine and stops it with Ctrl-C. `--demo` adds a year of demonstration data.
# SERVICEDESK_POSTGRES=<administrator's connection string> uses a server of your own instead of a private one.
set -uo pipefail
cd "$(dirname "$0")/.."
. deploy/prerequisites.sh

launcher=src/ServiceDesk.Dev/bin/Release/net10.0/ServiceDesk.Dev.dll
built=src/ServiceDesk.Dev/obj/run.built

# A file or folder of the sources that is newer than the last complete build; folders count because files may be gone.
changed() {
  [ -f "$built" ] && [ -f "$launcher" ] || return 0
  local program
  for program in Web Intake Routing Resolution Analytics; do
    [ -f "src/ServiceDesk.$program/bin/Release/net10.0/ServiceDesk.$program.dll" ] || return 0
  done
  [ -n "$(find src deploy/run.slnf Directory.Build.props .editorconfig \
    \( -name bin -o -name obj -o -name node_modules -o -path '*/wwwroot/lib' \) -prune -o -newer "$built" -print -quit)" ]
}

need_dotnet
[ -n "${SERVICEDESK_POSTGRES:-}" ] || need_postgres
if changed; then
  need_node
  echo "Building…" >&2
  dotnet build deploy/run.slnf -c Release -v q --nologo >&2 || fail "The build failed."
  touch "$built"
fi
exec dotnet "$launcher" run "$@"
