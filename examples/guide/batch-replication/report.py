#!/usr/bin/env python3
"""Counts the rows of a completion report by result. Exit code 1: some task failed, or there is no row at all."""
import collections
import csv
import pathlib
import sys

counts = collections.Counter()
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.csv")):
    with path.open(newline="", encoding="utf-8") as file:
        for _bucket, _key, _version, status, one, two, message in csv.reader(file):
            # The report's schema names the error code before the HTTP status; in the rows it is the other way round.
            code = two if one.isdigit() else one
            counts[status, code, "" if status == "succeeded" else message] += 1
for (status, code, message), count in counts.most_common():
    print(f"{count:>12,}  {status}  {code}  {message}")
if not counts:
    print("no row: the job had no task", file=sys.stderr)
sys.exit(0 if counts and all(status == "succeeded" for status, _, _ in counts) else 1)
