"""What one writes with boto3: lists both sides, and copies with so many threads what is missing or has another ETag.

Started by the bench with FROM-BUCKET PREFIX TO-BUCKET THREADS.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

source, prefix, destination, threads = sys.argv[1:]
config = Config(max_pool_connections=int(threads), s3={"addressing_style": "path"})
s3 = boto3.client("s3", endpoint_url=os.environ["BENCH_ENDPOINT"], config=config)


def listed(bucket):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {one["Key"]: one["ETag"] for page in pages for one in page.get("Contents", [])}


def copy(key):
    s3.copy_object(Bucket=destination, Key=key, CopySource={"Bucket": source, "Key": key})


there = listed(destination)
missing = [key for key, etag in listed(source).items() if there.get(key) != etag]
with ThreadPoolExecutor(int(threads)) as pool:
    for _ in pool.map(copy, missing):
        pass
