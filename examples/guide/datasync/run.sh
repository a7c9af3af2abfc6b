#!/usr/bin/env bash
# Starts a DataSync task, watches it to its end, and tells what it did. Exit code 0: SUCCESS and nothing failed.
# usage: REGION=us-east-1 TASK=$(terraform output -raw task_arn) ./run.sh [flags of start-task-execution, such as --includes]
#        REGION=us-east-1 EXECUTION=arn:aws:datasync:... ./run.sh      watches one that runs already
# Ctrl-C ends the watching only. To cancel: aws datasync cancel-task-execution --task-execution-arn ...
set -euo pipefail
: "${REGION:?}"
execution=${EXECUTION:-$(aws datasync start-task-execution --region "$REGION" --task-arn "${TASK:?}" "$@" --query TaskExecutionArn --output text)}
echo "$execution"
while :; do
  found=$(aws datasync describe-task-execution --region "$REGION" --task-execution-arn "$execution")
  jq -c '{Status, FilesListed, FilesPrepared, FilesTransferred, FilesVerified, FilesSkipped, BytesTransferred}' <<<"$found"
  case $(jq -r .Status <<<"$found") in SUCCESS | ERROR) break ;; esac
  sleep "${POLL_SECONDS:-30}"
done
jq -c '{Result, FilesFailed}' <<<"$found"
jq -e 'has("TaskMode")' <<<"$found" >/dev/null || { echo 'this AWS CLI is too old to show what failed' >&2; exit 1; }
# FilesFailed: counters of each phase, of Enhanced mode only.
jq -e '.Status == "SUCCESS" and ([.FilesFailed // {} | .[]] | add // 0) == 0' <<<"$found" >/dev/null
