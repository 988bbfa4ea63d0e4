#!/usr/bin/env bash
# Fills in the ${NAME} of prometheus.yml and alertmanager.yml and writes both to a folder.
#   deploy/render.sh OUT
# Settings (environment; defaults in brackets):
#   SECRETS            folder with prometheus.token and alertmanager.token [OUT/secrets]
#   PORTAL             host:port of OpsPortal [127.0.0.1:5080]    PORTAL_URL [http://PORTAL]
#   PROMETHEUS [127.0.0.1:9790]  ALERTMANAGER [127.0.0.1:9793]  NODE_EXPORTER [127.0.0.1:9791]
#   LAB_HOST [127.0.0.1]  LAB_BASE_PORT [9800]
#   FALLBACK_URL       where the fallback receiver posts [the lab's sink]
#   RULES              folder of rule files [deploy/prometheus/rules]
#   OPSPORTAL_DEPLOY   folder that holds prometheus/ and alertmanager/ [the folder of this script]
set -euo pipefail

[[ $# == 1 ]] || { echo 'usage: deploy/render.sh OUT' >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(cd "${OPSPORTAL_DEPLOY:-$here}" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
base=${LAB_BASE_PORT:-9800}

declare -A values=(
  [SECRETS]=${SECRETS:-$out/secrets}
  [RULES]=${RULES:-$source_folder/prometheus/rules}
  [PORTAL]=${PORTAL:-127.0.0.1:5080}
  [PORTAL_URL]=${PORTAL_URL:-http://${PORTAL:-127.0.0.1:5080}}
  [PROMETHEUS]=${PROMETHEUS:-127.0.0.1:9790}
  [ALERTMANAGER]=${ALERTMANAGER:-127.0.0.1:9793}
  [NODE_EXPORTER]=${NODE_EXPORTER:-127.0.0.1:9791}
  [LAB_HOST]=${LAB_HOST:-127.0.0.1}
  [LAB_H200]=$((base + 1))
  [LAB_HDC]=$((base + 2))
  [LAB_AI_GATEWAY]=$((base + 3))
  [LAB_AURELIS]=$((base + 4))
  [LAB_MICRODIFF]=$((base + 5))
  [LAB_GPU_HOST]=$((base + 6))
  [LAB_GPU_HOST_2]=$((base + 9))
  [LAB_REDIS]=$((base + 7))
  [LAB_CADVISOR]=$((base + 8))
  [FALLBACK_URL]=${FALLBACK_URL:-http://${LAB_HOST:-127.0.0.1}:$((base + 10))/notify/fallback}
)

render() { # source target
  local text name
  text=$(<"$1")
  for name in "${!values[@]}"; do
    text=${text//"\${$name}"/"${values[$name]}"}
  done
  # shellcheck disable=SC2016
  name=$(grep -v '^ *#' <<<"$text" | grep -om1 '\${[A-Z_0-9]*}' || true)
  if [[ $name ]]; then
    echo "deploy/render.sh: $1: no value for $name" >&2
    exit 1
  fi
  printf '%s\n' "$text" >"$2"
}

render "$source_folder/prometheus/prometheus.yml" "$out/prometheus.yml"
render "$source_folder/alertmanager/alertmanager.yml" "$out/alertmanager.yml"
