#!/usr/bin/env bash
# Compares sizes and MD5s: = same, + only at the source, * differs. Exit code 0: nothing is missing at the destination.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ ./check.sh
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}"
here=$(cd "$(dirname "$0")" && pwd)
rclone check "source:$SOURCE/${PREFIX:-}" "destination:$DESTINATION/${PREFIX:-}" \
  --config "${RCLONE_CONFIG:-$here/rclone.conf}" --one-way --checkers 64 --fast-list --combined check.txt
