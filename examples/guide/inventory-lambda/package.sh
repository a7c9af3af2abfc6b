#!/usr/bin/env bash
# Makes lambda.zip, which main.tf uploads. boto3 is part of Lambda's Python runtime.
set -euo pipefail
cd "$(dirname "$0")"
python3 -m zipfile -c "${1:-lambda.zip}" reader.py worker.py ../copy-program/object_copy.py
