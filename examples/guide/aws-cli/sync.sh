#!/usr/bin/env bash
# Copies what is missing or changed, again and again until nothing fails. Safe to stop and to run again.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ SOURCE_REGION=us-east-1 REGION=us-west-2 ./sync.sh [flags of aws s3 sync]
#        ./sync.sh --dryrun                              what would be copied
#        ./sync.sh --exclude '*' --include '*.jpg'       later filters win: the exclusion comes first
# REGION is the destination's; SOURCE_REGION is needed when the source is in another one.
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}" "${REGION:?}"
prefix=${PREFIX:-} seconds=${BACKOFF_SECONDS:-5}
log=sync-$(date -u +%Y%m%dT%H%M%SZ).log

for attempt in 1 2 3 4 5; do
  code=0
  aws s3 sync "s3://$SOURCE/$prefix" "s3://$DESTINATION/$prefix" --region "$REGION" ${SOURCE_REGION:+--source-region "$SOURCE_REGION"} \
    --storage-class "${STORAGE_CLASS:-STANDARD_IA}" --no-progress "$@" 2>&1 | tee -a "$log" || code=${PIPESTATUS[0]}
  # 0: nothing left. 1: something failed, worth another try. 2: some were skipped (archived classes). Others: wrong usage, no access.
  [ "$code" = 1 ] && [ "$attempt" -lt 5 ] || break
  echo "attempt $attempt: exit code 1, again in $((2 ** attempt * seconds)) s" >&2
  sleep $((2 ** attempt * seconds))
done
echo "exit code $code, log: $log" >&2
exit "$code"
