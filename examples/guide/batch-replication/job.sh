#!/usr/bin/env bash
# Creates the job of create-job.json, watches it, and counts the results of its completion report.
# usage: REGION=us-east-1 RUN=1 ./job.sh      (RUN=2 when the first job is over and another one is wanted)
set -euo pipefail
cd "$(dirname "$0")"
region=${REGION:-us-east-1}
account=$(jq -r .AccountId create-job.json)
bucket=$(jq -r '.Report.Bucket | split(":::")[1]' create-job.json)
prefix=$(jq -r .Report.Prefix create-job.json)

# The same request and the same RUN give the same token, so a repeated call does not make a second job.
token=$(printf '%s' "$(cat create-job.json)${RUN:-1}" | openssl dgst -sha256 -r | cut -c1-64)
job=$(aws s3control create-job --region "$region" --cli-input-json file://create-job.json \
  --client-request-token "$token" --query JobId --output text)
echo "job $job"

while :; do
  description=$(aws s3control describe-job --region "$region" --account-id "$account" --job-id "$job")
  status=$(jq -r .Job.Status <<<"$description")
  jq -r '.Job | "\(.Status) \(.ProgressSummary // {} | tojson)"' <<<"$description"
  case $status in Complete | Failed | Cancelled) break ;; esac
  sleep "${POLL_SECONDS:-30}" # AWS asks for no more than one call in 30 seconds
done
jq -r '.Job.FailureReasons[]? | "\(.FailureCode): \(.FailureReason)"' <<<"$description"

report="report-$job"
aws s3 cp --region "$region" --recursive --only-show-errors "s3://$bucket/$prefix/job-$job/results/" "$report/"
./report.py "$report"
[ "$status" = Complete ]
