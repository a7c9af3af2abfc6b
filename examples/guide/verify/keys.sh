#!/usr/bin/env bash
# Compares current objects by key and size. For copies (methods 2 to 6), whose version ids and multipart ETags differ.
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ ./keys.sh
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}"
keys() { # bucket Region
  aws s3api list-objects-v2 --region "$2" --bucket "$1" --prefix "${PREFIX:-}" --output json |
    jq -r '.Contents[]? | [.Key, .Size] | @json' | LC_ALL=C sort
}
keys "$SOURCE" "${SOURCE_REGION:-us-east-1}" >source.txt
keys "$DESTINATION" "${DESTINATION_REGION:-us-west-2}" >destination.txt
LC_ALL=C comm -23 source.txt destination.txt >missing.txt
echo "source $(wc -l <source.txt), destination $(wc -l <destination.txt), missing $(wc -l <missing.txt): see missing.txt"
[ ! -s missing.txt ]
