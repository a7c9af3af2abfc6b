#!/bin/sh
# The same in two steps: the first ends as soon as the jobs are created, the second may be started hours later, on another machine. A watch
# reads what the jobs have reported; whether both sides are alike `verify` says.
set -eu
rm -f report.md
npx --no s3-backfill run --outputs outputs.json --detach --output json > started.jsonl
jq -r 'select(.kind == "verdict") | .transferIds[]' started.jsonl > jobs.txt

# later; watch with --region and --account-id it needs no outputs
[ ! -s jobs.txt ] || npx --no s3-backfill watch --outputs outputs.json --report-file report.md $(cat jobs.txt)
npx --no s3-backfill verify --outputs outputs.json
