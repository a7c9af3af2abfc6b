#!/usr/bin/env bash
# Creates the job of create-job.json, watches it, and counts the results of its completion report. Exit code 0: every task succeeded.
# usage: REGION=us-east-1 ./job.sh      (RUN=2 when the first job is over and another one is wanted)
set -euo pipefail
: "${REGION:?of the source bucket}"
here=$(cd "$(dirname "$0")" && pwd)
request=${REQUEST:-$here/create-job.json}
account=$(jq -r .AccountId "$request")
bucket=$(jq -r '.Report.Bucket | split(":::")[1]' "$request")
prefix=$(jq -r .Report.Prefix "$request")

# The same request and the same RUN give the same token, so a repeated call does not make a second job.
token=$(printf '%s' "$(cat "$request")${RUN:-1}" | openssl dgst -sha256 -r | cut -c1-64)
job=$(aws s3control create-job --region "$REGION" --cli-input-json "file://$request" --client-request-token "$token" --query JobId --output text)
echo "job $job"

while :; do
  description=$(aws s3control describe-job --region "$REGION" --account-id "$account" --job-id "$job")
  status=$(jq -r .Job.Status <<<"$description")
  jq -r '.Job | "\(.Status) \(.ProgressSummary // {} | tojson)"' <<<"$description"
  case $status in Complete | Failed | Cancelled) break ;; esac
  sleep "${POLL_SECONDS:-30}" # AWS asks for no more than one call in 30 seconds
done
jq -r '.Job.FailureReasons[]? | "\(.FailureCode): \(.FailureReason)"' <<<"$description"
[ "$(jq '.Job.ProgressSummary.TotalNumberOfTasks // 0' <<<"$description")" != 0 ] || exit 1 # no task, no report

# The report may come a little later than the status.
aws s3api wait object-exists --region "$REGION" --bucket "$bucket" --key "$prefix/job-$job/manifest.json"
aws s3 cp --region "$REGION" --recursive --only-show-errors "s3://$bucket/$prefix/job-$job/results/" "report-$job/"
"$here/report.py" "report-$job"
[ "$status" = Complete ]
