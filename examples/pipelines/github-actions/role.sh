#!/bin/sh
# The policy of the role in role.tf: what `run` needs for this bucket, made from the Terraform outputs, with a reason for each action in
# docs/permissions.md. Look at it, commit it beside role.tf, and make it again when buckets or keys change.
set -eu
npx --no s3-backfill policy caller --for run --outputs outputs.json --output json > policy.jsonl
jq -e -s 'map(select(.kind == "policy"))[0].policy' policy.jsonl > caller-policy.json
