# shellcheck shell=bash
# Shared by run.sh and test.sh: what a machine needs, and building. Both set root (the repository) and logs (a folder).
: "${root:?}" "${logs:?}"

# Ends the script with one line that says what is wrong and what to do.
fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

as_root() {
  if [[ $EUID == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "needs root or sudo for: $*"
  fi
}

need_toolchain() {
  local version
  version=$(dotnet --version 2>/dev/null) || version=none
  [[ $version == 10.* ]] || fail "the .NET 10 SDK is missing (found: $version). Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and have dotnet in PATH."
  version=$(node --version 2>/dev/null) || version=none
  [[ $version =~ ^v([0-9]+)\. && ${BASH_REMATCH[1]} -ge 20 ]] || fail "Node 20 or newer is missing (found: $version). Install it from https://nodejs.org and have node in PATH."
  command -v npm >/dev/null || fail 'npm is missing. It comes with Node from https://nodejs.org; have npm in PATH.'
}

# Whether what a Debian package is wanted for is there, however it came.
has_package() {
  case $1 in
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    prometheus) command -v prometheus >/dev/null && command -v promtool >/dev/null ;;
    prometheus-alertmanager) command -v prometheus-alertmanager >/dev/null && command -v amtool >/dev/null ;;
    libc6-dev) [[ -e /usr/include/stdio.h ]] ;;
    fonts-dejavu-core) [[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]] ;;
    prometheus-node-exporter) command -v prometheus-node-exporter >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Installs Debian packages that are missing. Debian's packages would start a service each, on a port that may be
# in use: for this moment policy-rc.d says no. An already given policy is left alone, and so is every running service.
install_missing() {
  local package missing=() ok=1
  for package in "$@"; do
    has_package "$package" || missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  command -v apt-get >/dev/null || fail "these are missing, and there is no apt-get to install them: ${missing[*]}"
  echo "Installing Debian packages: ${missing[*]}"
  if [[ ! -e $policy ]]; then
    policy_is_ours=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi
  {
    as_root apt-get update -qq &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } >"$logs/apt.log" 2>&1 </dev/null || ok=0
  remove_policy
  if [[ $ok == 0 ]]; then
    tail -n 15 "$logs/apt.log" >&2
    fail "apt-get could not install: ${missing[*]}. The lines above are the end of $logs/apt.log."
  fi
  for package in "${missing[@]}"; do
    has_package "$package" || fail "$package was installed, but its programs are not in PATH."
  done
}

policy=/usr/sbin/policy-rc.d
policy_is_ours=0

remove_policy() {
  if [[ $policy_is_ours == 1 ]]; then
    policy_is_ours=0
    as_root rm -f "$policy"
  fi
}

# Builds projects (Release) unless no file that goes into them was changed, added or removed since this function did it last.
# No build server is left behind.
build_projects() { # stamp project...
  local stamp=$1 project listing
  shift
  local -a inputs=() files=()
  for project in src tests build wwwroot Directory.Build.props Directory.Packages.props global.json nuget.config package-lock.json; do
    [[ ! -e $root/$project ]] || inputs+=("$root/$project")
  done
  files=("${inputs[@]}" '(' -name bin -o -name obj -o -path "$root/wwwroot/dist" -o -path "$root/wwwroot/_framework" ')' -prune -o -type f)
  listing=$(find "${files[@]}" -print | sort | sha256sum)
  if [[ -f $stamp && $(<"$stamp") == "$listing" && -z $(find "${files[@]}" -newer "$stamp" -print -quit) ]]; then
    return 0
  fi
  local started=$EPOCHREALTIME
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  : >"$logs/build.log"
  for project in "$@"; do
    echo "Building $project"
    if ! step build dotnet build "$root/$project" -c Release -v quiet --nologo -p:UseSharedCompilation=false; then
      grep -E ': error|error :' "$logs/build.log" | sort -u | head -n 15 >&2 || tail -n 15 "$logs/build.log" >&2
      fail "the build of $project failed. All of it is in $logs/build.log."
    fi
  done
  mkdir -p "$(dirname "$stamp")"
  echo "$listing" >"$stamp"
  touch -d "@$started" "$stamp"
}

# Runs a command to its end in a session of its own, its output in a log, so that it can be ended with all its children.
step() { # log command...
  local log=$logs/$1.log code=0
  shift
  setsid -- setpriv --pdeathsig TERM -- "$@" </dev/null >>"$log" 2>&1 9>&- &
  step_pid=$!
  wait "$step_pid" || code=$?
  step_pid=
  return "$code"
}

# For the trap of EXIT: ends what a step runs, and takes back what an interrupted installation left.
clean_up() {
  remove_policy
  [[ -z ${step_pid:-} ]] || kill -TERM -- "-$step_pid" 2>/dev/null || true
}
