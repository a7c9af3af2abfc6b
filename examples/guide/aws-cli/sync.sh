#!/usr/bin/env bash
# Copies what is missing or changed, again and again until nothing fails. Safe to stop and to run again.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ ./sync.sh [flags of aws s3 sync]
#        ./sync.sh --dryrun                              what would be copied
#        ./sync.sh --exclude '*' --include '*.jpg'       later filters win: the exclusion comes first
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}"
prefix=${PREFIX:-}
log=sync-$(date -u +%Y%m%dT%H%M%SZ).log

for attempt in 1 2 3 4 5; do
  code=0
  aws s3 sync "s3://$SOURCE/$prefix" "s3://$DESTINATION/$prefix" \
    --source-region "${SOURCE_REGION:-us-east-1}" --region "${DESTINATION_REGION:-us-west-2}" \
    --storage-class "${STORAGE_CLASS:-STANDARD_IA}" --no-progress "$@" 2>&1 | tee -a "$log" || code=${PIPESTATUS[0]}
  # 0: all copied. 1: some failed, worth another try. 2: some were skipped (archived classes). Others: wrong usage, no access.
  [ "$code" = 1 ] || break
  echo "attempt $attempt: some objects failed, waiting $((2 ** attempt * ${BACKOFF_SECONDS:-5})) s" >&2
  sleep $((2 ** attempt * ${BACKOFF_SECONDS:-5}))
done
echo "log: $log" >&2
exit "$code"
