#!/usr/bin/env bash
# Starts OpsPortal with everything that it needs on this machine, and ends it all on Ctrl-C. ./run.sh --help
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=${OPSPORTAL_DATA:-$root/.data}
logs=$data/logs
# shellcheck source=build/scripts/common.sh
source "$root/build/scripts/common.sh"

usage() {
  cat <<'HELP'
./run.sh [--no-build]
Starts OpsPortal, PostgreSQL, Prometheus, Alertmanager, node_exporter and the lab (five simulated AI services) on
127.0.0.1, waits until they are ready, and prints the address with a one-time sign-in link. Ctrl-C ends all of them.
Needs the .NET 10 SDK and Node 20 with npm; installs Debian's packages of the servers when they are missing.

Settings (environment):
  OPSPORTAL_DATA       folder for all data, secrets and logs      [.data]
  OPSPORTAL_PORT       the portal                                 [5080]
  PROMETHEUS_PORT      [9790]   ALERTMANAGER_PORT [9793]   NODE_EXPORTER_PORT [9791]   POSTGRES_PORT [5790]
  LAB_BASE_PORT        the lab listens on this + 1 to 10          [9800]
  HISTORY_DAYS         days of history made at the first start    [30]
  OPSPORTAL_DEPLOY     folder with prometheus/ and alertmanager/  [deploy]
A server that runs elsewhere is not started here:
  Prometheus__Url   Alertmanager__Url   Loki__Url   ConnectionStrings__OpsPortal
Any other setting of the portal can be given the same way, such as Access__PublicUrl.
HELP
}

build=1
for argument in "$@"; do
  case $argument in
    --help | -h) usage; exit 0 ;;
    --no-build) build=0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

portal_port=${OPSPORTAL_PORT:-5080}
prometheus_port=${PROMETHEUS_PORT:-9790}
alertmanager_port=${ALERTMANAGER_PORT:-9793}
node_exporter_port=${NODE_EXPORTER_PORT:-9791}
postgres_port=${POSTGRES_PORT:-5790}
lab_port=${LAB_BASE_PORT:-9800}
history_days=${HISTORY_DAYS:-30}

with_prometheus=$([[ ${Prometheus__Url:-} ]] || echo 1)
with_alertmanager=$([[ ${Alertmanager__Url:-} ]] || echo 1)
with_postgres=$([[ ${ConnectionStrings__OpsPortal:-} ]] || echo 1)
with_lab=$([[ ${Prometheus__Url:-} && ${Loki__Url:-} ]] || echo 1)

for setting in "OPSPORTAL_PORT=$portal_port" "PROMETHEUS_PORT=$prometheus_port" "ALERTMANAGER_PORT=$alertmanager_port" \
  "NODE_EXPORTER_PORT=$node_exporter_port" "POSTGRES_PORT=$postgres_port" "LAB_BASE_PORT=$lab_port" "HISTORY_DAYS=$history_days"; do
  [[ $setting =~ =[0-9]{1,5}$ ]] || fail "$setting is not a number."
done

umask 022
{ mkdir -p "$data/logs" "$data/config" && chmod 711 "$data"; } 2>/dev/null || fail "cannot write to $data. Choose another folder with OPSPORTAL_DATA."
data=$(cd "$data" && pwd)
logs=$data/logs
secrets=$data/secrets
exec 9>"$data/run.lock"
flock -n 9 || fail "another run.sh uses $data. End it, or choose another folder with OPSPORTAL_DATA."

# --- Processes ------------------------------------------------------------------------------------------------------
# Each server gets a session of its own (Ctrl-C reaches this script alone, which ends them in order), and the kernel
# ends it when this script dies, even by SIGKILL.
declare -A pids=()

start() { # name command...
  local name=$1 signal=TERM
  shift
  [[ $name != postgres ]] || signal=INT
  [[ ! -f $logs/$name.log ]] || mv -f "$logs/$name.log" "$logs/$name.log.1"
  setsid -- "${identity[@]}" setpriv --pdeathsig "$signal" -- "$@" </dev/null >"$logs/$name.log" 2>&1 9>&- &
  pids[$name]=$!
}
identity=()

stop_all() {
  local name deadline
  trap '' INT TERM HUP
  clean_up
  for name in "${!pids[@]}"; do
    [[ $name == postgres ]] || kill -TERM "${pids[$name]}" 2>/dev/null || true
  done
  deadline=$((SECONDS + 15))
  for name in "${!pids[@]}"; do
    [[ $name == postgres ]] || await_end "$name" "$deadline"
  done
  if [[ ${pids[postgres]:-} ]]; then
    kill -INT "${pids[postgres]}" 2>/dev/null || true
    await_end postgres $((SECONDS + 15))
  fi
}

await_end() { # name deadline
  while kill -0 "${pids[$1]}" 2>/dev/null; do
    if ((SECONDS >= $2)); then
      echo "$1 does not end; killing it." >&2
      kill -KILL "${pids[$1]}" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Ends everything if a server has ended by itself.
check_all() {
  local name code=0
  for name in "${!pids[@]}"; do
    if ! kill -0 "${pids[$name]}" 2>/dev/null; then
      wait "${pids[$name]}" 2>/dev/null || code=$?
      ((code <= 128)) || failed "$name" "was killed by signal $((code - 128))"
      failed "$name" "has ended with code $code"
    fi
  done
}

failed() { # name what
  if [[ -s $logs/$1.log ]]; then
    echo "The last lines of $logs/$1.log:" >&2
    tail -n 15 "$logs/$1.log" | sed 's/^/  /' >&2
  else
    echo "$logs/$1.log is empty." >&2
  fi
  fail "$1 $2; everything else is stopped. Mend what its log says, then start again."
}

await() { # name seconds command...
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    check_all
    ((SECONDS < deadline)) || failed "$name" 'is not ready in time'
    sleep 0.1
  done
}

http_ok() { # port path
  (
    exec 8<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&8
    IFS= read -r -t 5 line <&8
    [[ $line == HTTP/1.*' 200'* ]]
  ) 2>/dev/null
}

# --- Before anything is started -------------------------------------------------------------------------------------
port_in_use() {
  grep -qiE "^ *[0-9]+: [0-9A-F]+:$(printf '%04X' "$1") [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# Waits a little, since servers of a run that was just ended may still be on their way out.
check_ports() {
  local -A wanted=([OPSPORTAL_PORT]=$portal_port)
  local setting port offset attempt taken=''
  [[ ! $with_prometheus ]] || wanted+=([PROMETHEUS_PORT]=$prometheus_port [NODE_EXPORTER_PORT]=$node_exporter_port)
  [[ ! $with_alertmanager ]] || wanted[ALERTMANAGER_PORT]=$alertmanager_port
  [[ ! $with_postgres ]] || wanted[POSTGRES_PORT]=$postgres_port
  if [[ $with_lab ]]; then
    for offset in {1..10}; do wanted["LAB_BASE_PORT + $offset"]=$((lab_port + offset)); done
  fi
  for attempt in {1..15}; do
    taken=''
    for setting in "${!wanted[@]}"; do
      port=${wanted[$setting]}
      ! port_in_use "$port" || taken="port $port is in use by another program. End it, or set ${setting% +*} to another port ($setting is this one)."
    done
    [[ $taken ]] || return 0
    ((attempt == 15)) || sleep 0.2
  done
  fail "$taken"
}

make_secrets() {
  local name
  mkdir -p "$secrets"
  chmod 700 "$secrets"
  for name in alertmanager.token prometheus.token lab.token postgres.password; do
    if [[ ! -s $secrets/$name ]]; then
      (umask 077 && head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$secrets/$name.new" && mv "$secrets/$name.new" "$secrets/$name")
    fi
  done
  (umask 077 && printf '*:*:*:opsportal:%s\n' "$(<"$secrets/postgres.password")" >"$secrets/pgpass")
}

# --- Servers --------------------------------------------------------------------------------------------------------
start_postgres() {
  local home=$data/postgres bin
  if [[ $EUID == 0 ]]; then
    # PostgreSQL refuses to run as root.
    id postgres >/dev/null 2>&1 || fail 'PostgreSQL does not run as root and there is no user postgres. Install the package postgresql.'
    as_postgres=(setpriv --reuid postgres --regid postgres --init-groups --)
    if ! "${as_postgres[@]}" test -x "$data"; then
      home=/var/lib/opsportal/$(printf %s "$data" | sha256sum | cut -c1-12)/postgres
      echo "PostgreSQL's data is in $home, since the user postgres cannot reach $data."
    fi
    mkdir -p "$home"
    chown postgres: "$home"
  else
    as_postgres=()
    mkdir -p "$home"
    [[ -O $home ]] || fail "$home belongs to another user (was run.sh started as root before?). Choose another folder with OPSPORTAL_DATA."
  fi
  if [[ -s $home/data/PG_VERSION ]]; then
    bin=/usr/lib/postgresql/$(<"$home/data/PG_VERSION")/bin
    [[ -x $bin/postgres ]] || fail "$home/data was made by PostgreSQL $(<"$home/data/PG_VERSION"), which is not installed. Install postgresql-$(<"$home/data/PG_VERSION")."
  else
    bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
    rm -rf "$home/data" "$home/new"
    install -m 600 "$secrets/postgres.password" "$home/password"
    [[ $EUID != 0 ]] || chown postgres: "$home/password"
    step postgres-init env -C / "${as_postgres[@]}" "$bin/initdb" -D "$home/new" -U postgres --pwfile="$home/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 || failed postgres-init 'could not make a database'
    rm -f "$home/password"
    mv "$home/new" "$home/data"
  fi
  identity=(env -C / "${as_postgres[@]}")
  start postgres "$bin/postgres" -D "$home/data" -p "$postgres_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories=
  identity=()
  export ConnectionStrings__OpsPortal="Host=127.0.0.1;Port=$postgres_port;Username=opsportal;Database=opsportal;Passfile=\"$secrets/pgpass\""
  postgres_bin=$bin
}

prepare_database() {
  await postgres 120 "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port"
  PGPASSWORD=$(<"$secrets/postgres.password") "$postgres_bin/psql" -X -q -h 127.0.0.1 -p "$postgres_port" -U postgres -v ON_ERROR_STOP=1 \
    >>"$logs/postgres-init.log" 2>&1 <<'SQL' || failed postgres-init 'could not make the portal'\''s database'
\getenv password PGPASSWORD
select format('create role opsportal login password %L', :'password') where not exists (select from pg_roles where rolname = 'opsportal') \gexec
select 'create database opsportal owner opsportal' where not exists (select from pg_database where datname = 'opsportal') \gexec
SQL
}

lab_dll=$root/src/OpsPortal.Lab/bin/Release/net10.0/OpsPortal.Lab.dll
portal_dll=$root/src/OpsPortal/bin/Release/net10.0/OpsPortal.dll
export DOTNET_gcServer=0

# The past, once: one file of samples a day from the lab, made into Prometheus' blocks two at a time. promtool reads a
# file once for each block that it makes of it, so a day becomes one block or two (54h is a size that Prometheus knows).
make_history() {
  local store=$data/prometheus
  [[ $with_lab && $history_days != 0 && ! -f $store/.history ]] || return 0
  echo "Making $history_days days of history"
  rm -rf "$store" "$data/history"
  mkdir -p "$store" "$data/history"
  step history env "Lab__DataPath=$data/lab" dotnet "$lab_dll" history --out "$data/history" --days "$history_days" --until "$(date +%s)" || failed history 'could not be made'
  # shellcheck disable=SC2016
  step history bash -c 'printf "%s\0" "$1"/* | xargs -0 -r -P 2 -I{} promtool tsdb create-blocks-from openmetrics --quiet --max-block-duration=54h {} "$2"' \
    - "$data/history" "$store" || failed history 'could not be loaded into Prometheus'
  rm -rf "$data/history"
  touch "$store/.history"
}

start_all() {
  local alertmanager=127.0.0.1:$alertmanager_port
  if [[ ! $with_alertmanager ]]; then
    alertmanager=${Alertmanager__Url#*://}
    alertmanager=${alertmanager%%/*}
  fi
  SECRETS=$secrets PORTAL=127.0.0.1:$portal_port PROMETHEUS=127.0.0.1:$prometheus_port ALERTMANAGER=$alertmanager \
    NODE_EXPORTER=127.0.0.1:$node_exporter_port LAB_BASE_PORT=$lab_port "$root/deploy/render.sh" "$data/config" ||
    fail 'the configuration of Prometheus and Alertmanager cannot be filled in; the line above says why.'

  [[ ! $with_postgres ]] || start_postgres
  if [[ $with_lab ]]; then
    export Loki__Url=${Loki__Url:-http://127.0.0.1:$((lab_port + 10))}
    start lab env "Lab__BasePort=$lab_port" "Lab__DataPath=$data/lab" "Lab__Portal__Url=http://127.0.0.1:$portal_port" \
      "Lab__Portal__TokenFile=$secrets/lab.token" dotnet "$lab_dll"
  fi
  if [[ $with_alertmanager ]]; then
    start alertmanager prometheus-alertmanager --config.file="$data/config/alertmanager.yml" --storage.path="$data/alertmanager" \
      --web.listen-address="127.0.0.1:$alertmanager_port" --cluster.listen-address= --log.level=warn
    export Alertmanager__Url=http://127.0.0.1:$alertmanager_port
  fi
  if [[ $with_prometheus ]]; then
    start node-exporter prometheus-node-exporter --web.listen-address="127.0.0.1:$node_exporter_port" --log.level=warn
    start prometheus prometheus --config.file="$data/config/prometheus.yml" --storage.tsdb.path="$data/prometheus" \
      --storage.tsdb.retention.time=400d --web.listen-address="127.0.0.1:$prometheus_port" --log.level=warn
    export Prometheus__Url=http://127.0.0.1:$prometheus_port
  fi
  [[ ! $with_postgres ]] || prepare_database
  start_portal
}

start_portal() {
  export H200_HEALTH_URL=${H200_HEALTH_URL:-http://127.0.0.1:$((lab_port + 1))/api/health}
  export HDC_HEALTH_URL=${HDC_HEALTH_URL:-http://127.0.0.1:$((lab_port + 2))/health}
  export AI_GATEWAY_HEALTH_URL=${AI_GATEWAY_HEALTH_URL:-http://127.0.0.1:$((lab_port + 3))/health}
  export AURELIS_HEALTH_URL=${AURELIS_HEALTH_URL:-http://127.0.0.1:$((lab_port + 4))/health}
  export MICRODIFF_HEALTH_URL=${MICRODIFF_HEALTH_URL:-http://127.0.0.1:$((lab_port + 5))/health/detailed}
  rm -f "$data/sign-in-link"
  start portal env "ASPNETCORE_URLS=http://127.0.0.1:$portal_port" \
    "Access__SignInLinkFile=$data/sign-in-link" "Access__KeysPath=$data/keys" \
    Access__ProvisionedTokens__0__Name=alertmanager Access__ProvisionedTokens__0__Scopes=alerts:write "Access__ProvisionedTokens__0__File=$secrets/alertmanager.token" \
    Access__ProvisionedTokens__1__Name=prometheus Access__ProvisionedTokens__1__Scopes=metrics:read "Access__ProvisionedTokens__1__File=$secrets/prometheus.token" \
    Access__ProvisionedTokens__2__Name=lab "Access__ProvisionedTokens__2__Scopes=events:write,gpu:write,gpu-host:lab-*" "Access__ProvisionedTokens__2__File=$secrets/lab.token" \
    dotnet "$portal_dll"
}

await_all() {
  [[ ! $with_lab ]] || await lab 120 http_ok $((lab_port + 10)) /lab/status
  [[ ! $with_alertmanager ]] || await alertmanager 120 http_ok "$alertmanager_port" /-/ready
  [[ ! $with_prometheus ]] || await prometheus 300 http_ok "$prometheus_port" /-/ready
  await portal 180 http_ok "$portal_port" /ready
  await portal 60 test -s "$data/sign-in-link"
}

need_toolchain
packages=()
[[ ! $with_postgres ]] || packages+=(postgresql)
[[ ! $with_prometheus ]] || packages+=(prometheus prometheus-node-exporter)
[[ ! $with_alertmanager ]] || packages+=(prometheus-alertmanager)
install_missing "${packages[@]}"
check_ports
[[ $build == 0 ]] || build_projects "$root/src/OpsPortal/bin/Release/.built" src/OpsPortal src/OpsPortal.Lab
[[ -f $portal_dll && -f $lab_dll ]] || fail "nothing is built yet. Start without --no-build."
make_secrets
[[ ! $with_prometheus ]] || make_history
start_all
await_all

echo
echo "OpsPortal is ready after $SECONDS s:  http://127.0.0.1:$portal_port"
echo "  Sign in, once:  $(<"$data/sign-in-link")"
echo "  Logs: $logs    End: Ctrl-C"

wait -n "${pids[@]}" 2>/dev/null || true
check_all
