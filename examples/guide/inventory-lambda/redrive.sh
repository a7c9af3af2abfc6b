#!/usr/bin/env bash
# Brings what failed back to the queue, after its cause was put right. Copied keys are recognized and not copied again.
# usage: REGION=us-east-1 DEAD_QUEUE_ARN=arn:aws:sqs:us-east-1:111122223333:existing-objects-copies-dead ./redrive.sh
set -euo pipefail
: "${REGION:?}" "${DEAD_QUEUE_ARN:?}"
aws sqs start-message-move-task --region "$REGION" --source-arn "$DEAD_QUEUE_ARN" --max-number-of-messages-per-second 50
