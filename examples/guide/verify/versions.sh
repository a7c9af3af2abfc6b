#!/usr/bin/env bash
# Compares the object versions under a prefix: same key, version id and size on both sides. For replication (method 1).
# usage: SOURCE=example-source DESTINATION=example-destination PREFIX=folder/ ./versions.sh
set -euo pipefail
: "${SOURCE:?}" "${DESTINATION:?}"
versions() { # bucket Region
  aws s3api list-object-versions --region "$2" --bucket "$1" --prefix "${PREFIX:-}" --output json |
    jq -r '.Versions[]? | [.Key, .VersionId, .Size] | @json' | LC_ALL=C sort
}
versions "$SOURCE" "${SOURCE_REGION:-us-east-1}" >source.txt
versions "$DESTINATION" "${DESTINATION_REGION:-us-west-2}" >destination.txt
LC_ALL=C comm -23 source.txt destination.txt >missing.txt
echo "source $(wc -l <source.txt), destination $(wc -l <destination.txt), missing $(wc -l <missing.txt): see missing.txt"
[ ! -s missing.txt ]
