#!/usr/bin/env bash
# Runs all tests and ends with one line: N passed, N failed, N skipped. Exit code 1 if any failed.
#   ./test.sh [deploy|unit|integration|browser ...]    without a name: all of them
# A few tests that fail are run once more by themselves; one that passes then is named unsteady, with why it failed at first.
# OPSPORTAL_PAGES="/logs /gpus" looks at these pages only.
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

# Runs a test program in a session of its own (what it leaves behind is ended with it); sets code and the numbers p, f and s.
run_program() { # project log [filter ...]
  local dll=$root/tests/$1/bin/Release/net10.0/$1.dll log=$2 session summary
  shift 2
  code=0
  setsid -- setpriv --pdeathsig TERM -- dotnet "$dll" --no-progress --no-ansi --timeout 25m "$@" </dev/null >"$log" 2>&1 &
  step_pid=$!
  session=$step_pid
  wait "$step_pid" || code=$?
  step_pid=
  end_session "$session"
  summary=$(sed -n 's/^ *\(succeeded\|failed\|skipped\): \([0-9]*\)$/\1 \2/p' "$log" | tail -n 3)
  p=$(awk '$1 == "succeeded" { print $2 }' <<<"$summary")
  f=$(awk '$1 == "failed" { print $2 }' <<<"$summary")
  s=$(awk '$1 == "skipped" { print $2 }' <<<"$summary")
}

# Runs a test program and adds up its summary.
run_tests() { # name project how-many-that-failed-are-run-again
  local name=$1 log=$logs/$1.log again=$3 code p f s
  echo "== $name tests"
  run_program "$2" "$log"
  # A program that ended badly without a failed test (a crash, a time-out, no test at all) is itself a failure.
  if [[ $code != 0 && ${f:-0} == 0 ]]; then
    echo "The $name tests ended with code $code. The last lines of $log:"
    tail -n 25 "$log"
    f=1
  elif [[ ${f:-0} != 0 ]]; then
    echo "Failed $name tests, each with the beginning of its reason; all of it is in $log:"
    # By one program: one that has read enough would end those before it, and this script with them.
    awk '/^failed / { left = 25 } left-- > 0 && shown++ < 200 { print substr($0, 1, 240) }' "$log"
    if [[ $f -le $again ]]; then run_again "$2" "$log"; fi
  fi
  echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped"
  passed=$((passed + ${p:-0}))
  failed=$((failed + ${f:-0}))
  skipped=$((skipped + ${s:-0}))
}

# A few tests that failed are run once more, by themselves: real servers, a browser and the tests share two cores, and what only a
# busy machine makes fail is named unsteady, not failed. What fails twice has failed.
run_again() { # project log; changes p and f
  local first_p=${p:-0} first_f=$f first_s=${s:-0} filters=() method pages
  while read -r method; do filters+=(--filter-method "$method"); done \
    < <(sed -nE 's/^failed (\([a-z]+\) )?(OpsPortal[A-Za-z0-9_.]+).*/\2/p' "$2" | sort -u)
  pages=$(sed -nE 's/^failed .*\(path: "([^"]+)"\).*/\1/p' "$2" | sort -u | paste -sd ' ')
  [[ ${#filters[@]} -gt 0 ]] || return 0
  echo "Once more, by themselves: ${filters[*]//--filter-method/} $pages"
  OPSPORTAL_PAGES=$pages run_program "$1" "${2%.log}-again.log" "${filters[@]}"
  if [[ $code == 0 ]]; then f=0; elif [[ ${f:-0} == 0 || $f -gt $first_f ]]; then f=$first_f; fi
  echo "unsteady, failed once and passed by itself: $((first_f - f))"
  p=$((first_p + first_f - f))
  s=$first_s
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
if wanted unit; then run_tests unit OpsPortal.Tests 2; fi
if wanted integration; then run_tests integration OpsPortal.IntegrationTests 3; fi
if wanted browser; then run_tests browser OpsPortal.BrowserTests 5; fi

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 ]]
