#!/bin/sh
# The same in two steps: the first ends as soon as the jobs are created, the second may be started hours later, on another machine.
set -eu
npx --no s3-backfill run --outputs outputs.json --detach --output json > started.jsonl
jq -r 'select(.kind == "verdict") | .transferIds[]' started.jsonl > jobs.txt

# later; with --region and --account-id it needs no outputs
[ ! -s jobs.txt ] || npx --no s3-backfill watch --outputs outputs.json --report-file report.md $(cat jobs.txt)
