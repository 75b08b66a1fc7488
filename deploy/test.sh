#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, and checks the style beside them. The last line tells how many passed, failed and were skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
. deploy/prerequisites.sh

work=$(mktemp -d "${TMPDIR:-/tmp}/servicedesk-test-XXXXXX")
chmod 711 "$work" # PostgreSQL's user passes through it to its own files.
launcher=src/ServiceDesk.Dev/bin/Release/net10.0/ServiceDesk.Dev.dll
desk=
style=
broken=0

stop_desk() {
  [ -n "$desk" ] || return 0
  kill -TERM "$desk" 2>/dev/null
  wait "$desk" 2>/dev/null
  desk=
}

clean_up() {
  stop_desk
  [ -z "$style" ] || kill -TERM "$style" 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

need_chromium() {
  local packages=()
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || packages+=(chromium)
  fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fonts-noto-cjk fontconfig)
  [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"
}

# The first of six ports in a row on which nobody listens.
free_ports() {
  local base=5200 port
  while [ "$base" -lt 20000 ]; do
    for port in 0 1 2 3 4 5 free; do
      [ "$port" != free ] || { echo "$base"; return; }
      (exec 3<>"/dev/tcp/127.0.0.1/$((base + port))") 2>/dev/null && break
    done
    base=$((base + 10))
  done
  fail "No free ports were found."
}

start_desk() {
  local base
  base=$(free_ports) || return 1
  # Beside the desk there is room for the provider of sign-ins that the browser tests play.
  export SERVICEDESK_PROVIDER=http://127.0.0.1:$((base + 5))
  # The death signal stops the desk even when this script is killed.
  SERVICEDESK_DATA=$work/data SERVICEDESK_PORT_BASE=$base SERVICEDESK_POSTGRES='' \
    Web__OAuth__Name='Example ID' Web__OAuth__ClientId=servicedesk Web__OAuth__ClientSecret=known-to-both \
    Web__OAuth__AuthorizationEndpoint=$SERVICEDESK_PROVIDER/authorize Web__OAuth__TokenEndpoint=$SERVICEDESK_PROVIDER/token \
    Web__OAuth__UserInformationEndpoint=$SERVICEDESK_PROVIDER/user \
    setpriv --pdeathsig=TERM dotnet "$launcher" run >"$work/desk.log" 2>&1 &
  desk=$!
  until grep -q '^ServiceDesk is ready' "$work/desk.log"; do
    if ! kill -0 "$desk" 2>/dev/null; then
      cat "$work/desk.log" >&2
      return 1
    fi
    sleep 0.2
  done
  export SERVICEDESK_WEB=http://127.0.0.1:$base SERVICEDESK_ACCOUNTS=$work/data/accounts.json
}

# Takes only what the tests leave of the processors, which is enough.
start_style_check() {
  nice -n 19 dotnet format ServiceDesk.sln --verify-no-changes --no-restore >"$work/style.log" 2>&1 &
  style=$!
}

end_style_check() {
  wait "$style" || { cat "$work/style.log" >&2; echo "dotnet format wants changes." >&2; broken=1; }
  style=
}

# A run that ends without a result file counts as broken even when it says nothing else.
run_tests() {
  dotnet test "tests/$1/$1.csproj" --no-build -c Release --logger "trx;LogFileName=$1.trx" --results-directory "$work/results" || broken=1
  [ -f "$work/results/$1.trx" ] || broken=1
}

# Skipped tests are those that were not executed: the logger leaves its own counter of them at 0.
print_sum() {
  cat "$work"/results/*.trx 2>/dev/null | tr '\r\n' '  ' | grep -o '<Counters [^>]*>' | awk '
    function counter(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
    { passed += counter("passed"); failed += counter("failed") + counter("error") + counter("timeout") + counter("aborted")
      skipped += counter("total") - counter("executed") }
    END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit failed > 0 }'
}

need_dotnet
need_node
need_postgres
need_chromium
need_postfix
need_alertmanager

dotnet build ServiceDesk.sln -c Release -v q --nologo || fail "The build failed."
start_style_check

unset SERVICEDESK_TEST_POSTGRES # Integration tests start a cluster of their own, which they may kill.
run_tests ServiceDesk.Tests
run_tests ServiceDesk.IntegrationTests
if start_desk; then run_tests ServiceDesk.BrowserTests; else broken=1; fi
stop_desk
end_style_check

print_sum || broken=1
exit "$broken"
