#!/usr/bin/env bash
# Copies what is missing or changed, by server-side copies. Safe to stop and to run again.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ ./copy.sh [flags of rclone, such as --dry-run]
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}"
here=$(cd "$(dirname "$0")" && pwd)
# --checksum: compare sizes and MD5s. By default rclone compares times; a copy has a new one, so the next run would
# rewrite every object to set it. --server-side-across-configs: S3 copies, although these are two remotes.
rclone copy "source:$SOURCE/${PREFIX:-}" "destination:$DESTINATION/${PREFIX:-}" \
  --config "${RCLONE_CONFIG:-$here/rclone.conf}" --server-side-across-configs --checksum --fast-list \
  --transfers "${TRANSFERS:-64}" --checkers 64 --s3-copy-cutoff 4.5Gi --retries 5 --low-level-retries 10 \
  --use-json-log --log-level INFO --log-file "rclone-$(date -u +%Y%m%dT%H%M%SZ).log" --stats 30s --stats-log-level NOTICE "$@"
