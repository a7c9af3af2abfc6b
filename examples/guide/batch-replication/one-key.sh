#!/usr/bin/env bash
# Replicates the listed versions only: a job with a manifest of its own.
# usage: ./one-key.sh 'folder/a key' [VERSION_ID]      (without a version id: the current version)
set -euo pipefail
account=111122223333 region=us-east-1 bucket=example-source reports=example-reports
key=$1
version=${2:-$(aws s3api head-object --region "$region" --bucket "$bucket" --key "$key" --query VersionId --output text)}
[ "$version" != None ] || version=null # written before the bucket was versioned
encoded=$(jq -rn --arg key "$key" '$key | @uri | gsub("%2F"; "/")')

# No header; the key url-encoded; every row with a version id.
printf '%s,%s,%s\n' "$bucket" "$encoded" "$version" >manifest.csv
etag=$(aws s3api put-object --region "$region" --bucket "$reports" --key manifests/one-key.csv --body manifest.csv \
  --query ETag --output text | tr -d '"')

aws s3control create-job --region "$region" --account-id "$account" --no-confirmation-required --priority 10 \
  --role-arn "arn:aws:iam::$account:role/example-batch-job" --operation '{"S3ReplicateObject":{}}' \
  --client-request-token "$(printf '%s' "$key $version $etag" | openssl dgst -sha256 -r | cut -c1-64)" \
  --report "{\"Enabled\":true,\"Bucket\":\"arn:aws:s3:::$reports\",\"Prefix\":\"replication\",\"Format\":\"Report_CSV_20180820\",\"ReportScope\":\"AllTasks\"}" \
  --manifest "{\"Spec\":{\"Format\":\"S3BatchOperations_CSV_20180820\",\"Fields\":[\"Bucket\",\"Key\",\"VersionId\"]},\"Location\":{\"ObjectArn\":\"arn:aws:s3:::$reports/manifests/one-key.csv\",\"ETag\":\"$etag\"}}"
