#!/usr/bin/env bash
# Counts the objects that sync would still copy. Exit code 0: none.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ ./left.sh
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}"
plan=$(aws s3 sync "s3://$SOURCE/${PREFIX:-}" "s3://$DESTINATION/${PREFIX:-}" --dryrun \
  --source-region "${SOURCE_REGION:-us-east-1}" --region "${DESTINATION_REGION:-us-west-2}")
left=$(grep -c '^(dryrun) copy:' <<<"$plan" || true)
echo "$left left"
[ "$left" = 0 ]
