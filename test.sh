#!/usr/bin/env bash
# Runs all tests and ends with one line: N passed, N failed, N skipped. Exit code 1 if any failed.
#   ./test.sh [deploy|unit|integration|browser ...]    without a name: all of them
# Needs the .NET 10 SDK and Node 20 with npm; installs Debian's packages of the servers, of Chromium and of a C compiler
# (a stand-in GPU driver is built for tests) when they are missing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
logs=$root/artifacts/test
mkdir -p "$logs"
# shellcheck source=build/scripts/common.sh
source "$root/build/scripts/common.sh"

parts=("$@")
[[ $# -gt 0 ]] || parts=(deploy unit integration browser)
for part in "${parts[@]}"; do
  [[ $part =~ ^(deploy|unit|integration|browser)$ ]] || fail "there are no tests called '$part'; there are deploy, unit, integration and browser."
done

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

passed=0
failed=0
skipped=0

# Runs a test program in a session of its own (what it leaves behind is ended with it) and adds up its summary.
run_tests() { # name project
  local name=$1 log=$logs/$1.log code=0 session summary
  local dll=$root/tests/$2/bin/Release/net10.0/$2.dll
  echo "== $name tests"
  setsid -- setpriv --pdeathsig TERM -- dotnet "$dll" --no-progress --no-ansi --timeout 25m </dev/null >"$log" 2>&1 &
  step_pid=$!
  session=$step_pid
  wait "$step_pid" || code=$?
  step_pid=
  end_session "$session"
  summary=$(sed -n 's/^ *\(succeeded\|failed\|skipped\): \([0-9]*\)$/\1 \2/p' "$log" | tail -n 3)
  local p f s
  p=$(awk '$1 == "succeeded" { print $2 }' <<<"$summary")
  f=$(awk '$1 == "failed" { print $2 }' <<<"$summary")
  s=$(awk '$1 == "skipped" { print $2 }' <<<"$summary")
  # A program that ended badly without a failed test (a crash, a time-out, no test at all) is itself a failure.
  if [[ $code != 0 && ${f:-0} == 0 ]]; then
    echo "The $name tests ended with code $code. The last lines of $log:"
    tail -n 25 "$log"
    f=1
  elif [[ ${f:-0} != 0 ]]; then
    echo "Failed $name tests, each with the beginning of its reason; all of it is in $log:"
    awk '/^failed / { left = 25 } left-- > 0' "$log" | cut -c1-240 | head -n 200
  fi
  echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped"
  passed=$((passed + ${p:-0}))
  failed=$((failed + ${f:-0}))
  skipped=$((skipped + ${s:-0}))
}

# Ends what a test program started and did not end: everything that is still in its session.
end_session() { # session
  local file line fields
  for file in /proc/[0-9]*/stat; do
    read -r line 2>/dev/null <"$file" || continue
    read -ra fields <<<"${line##*) }"
    if [[ ${fields[3]} == "$1" ]]; then
      line=${file#/proc/}
      echo "Ending process ${line%/stat}, which the tests left behind."
      kill -TERM "${line%/stat}" 2>/dev/null || true
    fi
  done
}

run_deploy() {
  local code=0 counts
  echo '== deploy checks'
  "$root/deploy/check.sh" >"$logs/deploy.log" 2>&1 || code=$?
  grep -A 20 '^FAIL' "$logs/deploy.log" || true
  counts=$(sed -n 's/^deploy: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$logs/deploy.log")
  read -r p f <<<"${counts:-0 1}"
  [[ $code == 0 || $f != 0 ]] || f=1
  echo "deploy: $p passed, $f failed"
  passed=$((passed + p))
  failed=$((failed + f))
}

wanted() {
  [[ " ${parts[*]} " == *" $1 "* ]]
}

need_toolchain
packages=(prometheus prometheus-alertmanager)
if wanted unit; then packages+=(gcc libc6-dev); fi
if wanted integration || wanted browser; then packages+=(postgresql prometheus-node-exporter); fi
if wanted browser; then packages+=(chromium fonts-dejavu-core); fi
install_missing "${packages[@]}"

projects=()
if wanted unit; then projects+=(tests/OpsPortal.Tests); fi
if wanted integration; then projects+=(tests/OpsPortal.IntegrationTests); fi
if wanted browser; then projects+=(tests/OpsPortal.BrowserTests src/OpsPortal src/OpsPortal.Lab); fi
if [[ ${#projects[@]} == 4 || ${#projects[@]} == 5 ]]; then projects=(OpsPortal.sln); fi
if [[ ${#projects[@]} -gt 0 ]]; then build_projects "$root/artifacts/test/.built-$(printf '%s' "${projects[@]}" | tr -c 'A-Za-z' _)" "${projects[@]}"; fi

if wanted deploy; then run_deploy; fi
if wanted unit; then run_tests unit OpsPortal.Tests; fi
if wanted integration; then run_tests integration OpsPortal.IntegrationTests; fi
if wanted browser; then run_tests browser OpsPortal.BrowserTests; fi

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 ]]
