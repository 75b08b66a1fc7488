# Sourced by run.sh and test.sh: what this machine must have, and how Debian's packages are installed when it has not.

postgres_wanted=15

fail() {
  echo "$1" >&2
  exit 1
}

need_dotnet() {
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --list-sdks | grep -q '^10\.' || fail "The .NET 10 SDK is missing; installed are: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js 20 or newer (with npm) is missing: https://nodejs.org"
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 20 ] || fail "Node.js 20 or newer is needed; this is $(node --version)."
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  command -v apt-get >/dev/null || fail "Please install: $*"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || fail "Please install as root: apt-get install -y $*"
  echo "Installing $*" >&2
  {
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"
  } >&2 || fail "apt-get could not install $*"
}

# Prints the newest major version of PostgreSQL whose server programs are here; 0 when there is none.
postgres_version() {
  local newest=0 directory version
  for directory in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null)"; do
    [ -x "$directory/initdb" ] || continue
    version=$("$directory/initdb" --version | sed 's/.*(PostgreSQL) \([0-9]*\).*/\1/')
    [ "$version" -gt "$newest" ] && newest=$version
  done
  echo "$newest"
}

need_postgres() {
  [ "$(postgres_version)" -lt "$postgres_wanted" ] || return 0
  install_packages postgresql
  # The package starts a cluster of its own. Nobody here uses it, and it was not there a moment ago: it stays stopped.
  if command -v pg_lsclusters >/dev/null; then
    pg_lsclusters -h | while read -r version name _; do
      as_root pg_ctlcluster "$version" "$name" stop -m fast 2>/dev/null
      echo manual | as_root tee "/etc/postgresql/$version/$name/start.conf" >/dev/null
    done
  fi
  [ "$(postgres_version)" -ge "$postgres_wanted" ] ||
    fail "This system's PostgreSQL is older than $postgres_wanted. Install a newer one (https://apt.postgresql.org), or name a server in SERVICEDESK_POSTGRES."
}

# Tests start a Postfix of their own from these programs; the package's own configuration stays empty and nothing is left running.
need_postfix() {
  command -v /usr/sbin/postfix >/dev/null && return 0
  command -v debconf-set-selections >/dev/null && echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
  install_packages postfix
  if command -v systemctl >/dev/null; then as_root systemctl disable --now postfix >/dev/null 2>&1; fi
  return 0
}

# Alertmanager for the test of its channel. The package starts a service of its own: it is kept from starting now and at the next boot.
need_alertmanager() {
  command -v prometheus-alertmanager >/dev/null && return 0
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    (install_packages prometheus-alertmanager)
    local installed=$?
    as_root rm -f "$policy"
    [ "$installed" -eq 0 ] || exit 1
  else
    install_packages prometheus-alertmanager
  fi
  as_root update-rc.d prometheus-alertmanager disable >&2 || true
}
