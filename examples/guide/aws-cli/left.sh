#!/usr/bin/env bash
# Counts the objects that sync would still copy; archived ones are never among them. Exit code 0: none.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ SOURCE_REGION=us-east-1 REGION=us-west-2 ./left.sh
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}" "${REGION:?}"
plan=$(aws s3 sync "s3://$SOURCE/${PREFIX:-}" "s3://$DESTINATION/${PREFIX:-}" --dryrun --no-progress --region "$REGION" \
  ${SOURCE_REGION:+--source-region "$SOURCE_REGION"}) || [ $? = 2 ] # 2: archived objects were skipped
left=$(grep -c '^(dryrun) copy:' <<<"$plan" || true)
echo "$left left"
[ "$left" = 0 ]
