"""Copies the keys of SQS messages. A message that fails is reported alone, so that SQS brings back only that one."""
import concurrent.futures
import json
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from object_copy import copy_object, is_copied

WORKERS = 32
GONE = {"404", "NoSuchKey", "NotFound"}


def handler(event, _context):
    retries = {"mode": "adaptive", "max_attempts": 5}
    config = Config(retries=retries, max_pool_connections=WORKERS)
    source = boto3.client("s3", region_name=os.environ["SOURCE_REGION"], config=config)
    destination = boto3.client("s3", region_name=os.environ["DESTINATION_REGION"], config=config)
    return handle(event, source, destination, os.environ)


def handle(event, source_s3, destination_s3, environment):
    def one(key):
        """None, or what went wrong."""
        try:
            copy(source_s3, destination_s3, key, environment)
        except Exception as error:  # one key must not end the others
            print(json.dumps({"key": key, "error": str(error)}))
            return error
        return None

    failures = []
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        tasks = [(record["messageId"], [pool.submit(one, key) for key in json.loads(record["body"])["keys"]]) for record in event["Records"]]
        for message, results in tasks:
            if any([result.result() is not None for result in results]):
                failures.append({"itemIdentifier": message})
    return {"batchItemFailures": failures}


def copy(source_s3, destination_s3, key, environment):
    source, destination = environment["SOURCE_BUCKET"], environment["DESTINATION_BUCKET"]
    try:
        found = source_s3.head_object(Bucket=source, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in GONE:  # deleted since the inventory
            return
        raise
    size = found["ContentLength"]
    if is_copied(destination_s3, size, found["LastModified"], destination, key):  # a message may come twice
        return
    copy_object(source_s3, destination_s3, source, destination, key, size, environment["STORAGE_CLASS"])
