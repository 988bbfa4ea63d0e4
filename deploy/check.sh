#!/usr/bin/env bash
# Checks everything under deploy/ with the servers' own tools: configuration, rules, rule unit tests, routes.
# Needs promtool and amtool. One line for each check, "N passed, N failed" at the end; exit code 1 if any failed.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

check() { # name command...
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    echo "FAIL  $name"
    echo "      ${output//$'\n'/$'\n'      }"
  fi
}

route() { # receiver labels...
  local receiver=$1
  shift
  check "route $* -> $receiver" amtool config routes test --config.file="$work/alertmanager.yml" --verify.receivers="$receiver" "$@"
}

# "name severity team service runbook" of each alert of the rule files
alerts() {
  awk '
    function flush() { if (name) print name, severity, team, service, runbook, summary, description; name = "" }
    /^ *- alert:/ { flush(); name = $3; severity = team = service = runbook = "-"; summary = description = "-" }
    /^ *- record:/ { flush() }
    name && match($0, /severity: [a-z]+/) { severity = substr($0, RSTART + 10, RLENGTH - 10) }
    name && match($0, /team: [a-z-]+/) { team = substr($0, RSTART + 6, RLENGTH - 6) }
    name && match($0, /service: [a-z0-9-]+/) { service = substr($0, RSTART + 9, RLENGTH - 9) }
    name && /service: .\{\{ / { service = "from-the-series" }
    name && /runbook_url: / { runbook = $2 }
    name && /summary: ./ { summary = "summary" }
    name && /description: ./ { description = "description" }
    END { flush() }' "$here"/prometheus/rules/*.yml
}

every_alert_is_named_once() {
  local twice
  twice=$(alerts | cut -d' ' -f1 | sort | uniq -d)
  [[ -z $twice ]] || { echo "more than one alert is called: $twice"; return 1; }
}

every_alert_says_what_whose_and_where() {
  local name severity team service runbook summary description bad=0
  while read -r name severity team service runbook summary description; do
    # OpsPortalFallback takes severity, team and service from the alert that it stands for.
    if [[ $name == OpsPortalFallback ]]; then severity=critical team=any service=any; fi
    [[ $severity =~ ^(critical|high|medium|warning|low|info)$ ]] || { echo "$name: severity '$severity' is not in the catalog's table"; bad=1; }
    [[ $team != - && $service != - ]] || { echo "$name: needs the labels team and service"; bad=1; }
    [[ $summary != - && $description != - ]] || { echo "$name: needs a summary and a description"; bad=1; }
    [[ $runbook == /runbooks/* && -s $root/docs${runbook}.md ]] || { echo "$name: runbook_url '$runbook' has no file docs${runbook}.md"; bad=1; }
  done < <(alerts)
  return "$bad"
}

every_alert_has_a_unit_test() {
  local name bad=0
  while read -r name _; do
    grep -q "$name\b" "$here"/prometheus/tests/*.yml || { echo "$name: no test under deploy/prometheus/tests names it"; bad=1; }
  done < <(alerts)
  return "$bad"
}

# promtool evaluates the groups of a test in an order that changes from run to run, unless the test names one:
# an alert may then see its recording rule's figure of the minute before.
every_test_of_several_groups_orders_them() {
  local file rules groups bad=0
  for file in "$here"/prometheus/tests/*.yml; do
    read -ra rules < <(sed -n 's/^rule_files: \[\(.*\)\]/\1/p' "$file" | tr ',' ' ')
    groups=$(cd "$here/prometheus/tests" && cat "${rules[@]}" | grep -c '^  - name:')
    [[ $groups -lt 2 ]] || grep -q '^group_eval_order:' "$file" || { echo "$file: $groups groups and no group_eval_order"; bad=1; }
  done
  return "$bad"
}

mkdir "$work/secrets"
for token in prometheus alertmanager; do echo check >"$work/secrets/$token.token"; done
check 'configuration can be filled in' "$here/render.sh" "$work"
check 'promtool check config' promtool check config "$work/prometheus.yml"
check 'amtool check-config' amtool check-config "$work/alertmanager.yml"
for file in "$here"/prometheus/rules/*.yml; do
  check "promtool check rules $(basename "$file")" promtool check rules --lint-fatal "$file"
done
for file in "$here"/prometheus/tests/*.yml; do
  check "promtool test rules $(basename "$file")" promtool test rules "$file"
done
check 'every test of several groups orders them' every_test_of_several_groups_orders_them
check 'every alert is named once' every_alert_is_named_once
check 'every alert has severity, team, service, words and a runbook' every_alert_says_what_whose_and_where
check 'every alert has a unit test' every_alert_has_a_unit_test

route fallback alertname=OpsPortalFallback original_alertname=H200SystemDown severity=critical team=platform service=h200
route opsportal alertname=Watchdog severity=info team=platform service=opsportal
route opsportal alertname=SomethingUnknown
while read -r team severity; do
  route opsportal alertname=Any team="$team" severity="$severity"
done < <(alerts | awk '$1 != "OpsPortalFallback" { print $3, $2 }' | sort -u)

echo "deploy: $passed passed, $failed failed"
[[ $failed == 0 ]]
