#!/usr/bin/env bash
# Replicates one version of one key: a job whose manifest has one row.
# usage: ACCOUNT=111122223333 REGION=us-east-1 BUCKET=example-source REPORTS=example-reports ROLE=example-batch-job \
#          ./one-key.sh 'folder/a key' [VERSION_ID]      without a version id: the current version
# RUN=2 when the first job is over and another one is wanted.
set -euo pipefail
: "${ACCOUNT:?}" "${REGION:?}" "${BUCKET:?}" "${REPORTS:?}" "${ROLE:?}"
key=$1
version=${2:-$(aws s3api head-object --region "$REGION" --bucket "$BUCKET" --key "$key" --query VersionId --output text)}
[ "$version" != None ] || version=null # written before the bucket was versioned

# No header; the key url-encoded; a version id in every row.
row="$BUCKET,$(jq -rn --arg key "$key" '$key | @uri | gsub("%2F"; "/")'),$version"
# The same row and the same RUN make the same manifest and the same token, so a repeated call does not make a second job.
token=$(printf '%s' "$row ${RUN:-1}" | openssl dgst -sha256 -r | cut -c1-64)
file=$(mktemp)
trap 'rm -f "$file"' EXIT
printf '%s\n' "$row" >"$file"
etag=$(aws s3api put-object --region "$REGION" --bucket "$REPORTS" --key "manifests/$token.csv" --body "$file" --query ETag --output text)

aws s3control create-job --region "$REGION" --account-id "$ACCOUNT" --no-confirmation-required --priority 10 \
  --role-arn "arn:aws:iam::$ACCOUNT:role/$ROLE" --client-request-token "$token" --operation '{"S3ReplicateObject":{}}' \
  --manifest "$(jq -n --arg object "arn:aws:s3:::$REPORTS/manifests/$token.csv" --arg etag "${etag//\"/}" '{
    Spec: {Format: "S3BatchOperations_CSV_20180820", Fields: ["Bucket", "Key", "VersionId"]},
    Location: {ObjectArn: $object, ETag: $etag}}')" \
  --report "$(jq -n --arg bucket "arn:aws:s3:::$REPORTS" '{
    Enabled: true, Bucket: $bucket, Prefix: "replication", Format: "Report_CSV_20180820", ReportScope: "AllTasks"}')" \
  --query JobId --output text
