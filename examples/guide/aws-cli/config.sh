#!/usr/bin/env bash
# Settings of the AWS CLI for S3-to-S3 copies, in the profile that AWS_PROFILE names.
set -euo pipefail
profile=${AWS_PROFILE:-default}
# Default 10. On a host with 4 cores more than about 100 gains nothing.
aws configure set s3.max_concurrent_requests 64 --profile "$profile"
aws configure set s3.max_queue_size 10000 --profile "$profile"
# Default 8MB: above it objects are copied in parts, and CLI v1 then drops metadata and tags. One CopyObject takes up to 5 GiB.
aws configure set s3.multipart_threshold 5GB --profile "$profile"
aws configure set s3.multipart_chunksize 256MB --profile "$profile"
aws configure set retry_mode adaptive --profile "$profile"
aws configure set max_attempts 10 --profile "$profile"
