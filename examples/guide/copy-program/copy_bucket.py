#!/usr/bin/env python3
"""Copies the current objects under a prefix to another bucket, many at a time. Run it again to continue.

Exit codes: 0 all copied, 1 some failed (see the failed list), 130 interrupted.
"""
import argparse
import concurrent.futures
import json
import sys
import threading
import time

import boto3
from botocore.config import Config
from object_copy import copy_object, is_copied

ARCHIVED = {"GLACIER", "DEEP_ARCHIVE"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("destination")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--source-region", default="us-east-1")
    parser.add_argument("--destination-region", default="us-west-2")
    parser.add_argument("--storage-class", default="STANDARD")
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--failed", default="failed.jsonl", help="where objects that failed are written, one JSON object a line")
    parser.add_argument("--endpoint-url", help="another endpoint of S3, such as that of a local AWS")
    parser.add_argument("--dry-run", action="store_true", help="print the keys that would be copied, as JSON strings")
    return parser.parse_args()


def client(region, given):
    # Adaptive: slows down by itself when S3 answers 503 Slow Down.
    retries = {"mode": "adaptive", "max_attempts": 10}
    config = Config(region_name=region, retries=retries, max_pool_connections=given.workers)
    return boto3.client("s3", config=config, endpoint_url=given.endpoint_url)


class Progress:
    def __init__(self):
        self.lock, self.started, self.shown = threading.Lock(), time.monotonic(), 0.0
        self.listed = self.copied = self.present = self.archived = self.failed = self.bytes = 0
        self.listing = True

    def add(self, name, size=0):
        with self.lock:
            setattr(self, name, getattr(self, name) + 1)
            self.bytes += size
            if time.monotonic() - self.shown >= (1 if sys.stderr.isatty() else 30):
                self.shown = time.monotonic()
                self.show("\r" if sys.stderr.isatty() else "\n")

    def show(self, end):
        seconds = max(time.monotonic() - self.started, 0.001)
        done = self.copied + self.present + self.archived + self.failed
        left = "listing" if self.listing else f"{(self.listed - done) * seconds / max(done, 1):,.0f} s left"
        print(
            f"{done:,}/{self.listed:,} objects: {self.copied:,} copied, {self.present:,} there already, "
            f"{self.archived:,} archived, {self.failed:,} failed; {done / seconds:,.0f}/s, "
            f"{self.bytes / seconds / 1e6:,.0f} MB/s; {left}",
            end=end,
            file=sys.stderr,
        )


def main():
    given = arguments()
    source_s3, destination_s3 = client(given.source_region, given), client(given.destination_region, given)
    progress = Progress()
    room = threading.Semaphore(given.workers * 4)  # keeps the list of waiting objects short
    stop = threading.Event()

    def one(found, failed):
        key, size = found["Key"], found["Size"]
        try:
            if stop.is_set():
                return
            if found.get("StorageClass") in ARCHIVED:
                progress.add("archived")
            elif is_copied(destination_s3, size, found["LastModified"], given.destination, key):
                progress.add("present")
            elif given.dry_run:
                with progress.lock:
                    print(json.dumps(key, ensure_ascii=False))
            else:
                copy_object(source_s3, destination_s3, given.source, given.destination, key, size, given.storage_class)
                progress.add("copied", size)
        except Exception as error:  # one object must not end the others
            with progress.lock:
                failed.write(json.dumps({"key": key, "error": str(error)}, ensure_ascii=False) + "\n")
            progress.add("failed")
        finally:
            room.release()

    pool = concurrent.futures.ThreadPoolExecutor(given.workers)
    with open(given.failed, "w", encoding="utf-8") as failed:
        try:
            pages = source_s3.get_paginator("list_objects_v2").paginate(Bucket=given.source, Prefix=given.prefix)
            for page in pages:
                for found in page.get("Contents", []):
                    room.acquire()
                    progress.listed += 1
                    pool.submit(one, found, failed)
            progress.listing = False
            pool.shutdown()
        except KeyboardInterrupt:
            stop.set()
            pool.shutdown(cancel_futures=True)
            print("\ninterrupted; run it again to continue", file=sys.stderr)
            return 130
    progress.show("\n")
    return 1 if progress.failed else 0


if __name__ == "__main__":
    sys.exit(main())
