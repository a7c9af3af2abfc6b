"""Turns an S3 Inventory into SQS messages: one for each file of the inventory, then one for each few keys.

`handler` gets both kinds of events: S3 tells of a manifest.json, SQS brings the files that it names.
"""
import csv
import gzip
import json
import os
from urllib.parse import unquote_plus

import boto3

KEYS_PER_MESSAGE = 50
MESSAGE_BYTES = 200_000  # SQS takes 256 KiB
ARCHIVED = {"GLACIER", "DEEP_ARCHIVE"}


def handler(event, _context):
    return handle(event, boto3.client("s3"), boto3.client("sqs"), os.environ["FILES_QUEUE"], os.environ["COPIES_QUEUE"])


def handle(event, s3, sqs, files_queue, copies_queue):
    sent = 0
    for record in event.get("Records", []):  # S3 sends a test event without records when the notification is made
        if record.get("eventSource") == "aws:s3":
            key = unquote_plus(record["s3"]["object"]["key"])
            sent += send(sqs, files_queue, files_of(s3, record["s3"]["bucket"]["name"], key))
        else:
            sent += send(sqs, copies_queue, messages(keys_of(s3, json.loads(record["body"]))))
    print(json.dumps({"sent": sent}))
    return sent


def files_of(s3, bucket, key):
    """The files that a manifest.json names."""
    manifest = json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
    if manifest["fileFormat"] != "CSV":
        raise ValueError(f"{key}: the inventory is {manifest['fileFormat']}; this reader takes CSV")
    columns = [name.strip() for name in manifest["fileSchema"].split(",")]
    for file in manifest["files"]:
        yield json.dumps({"bucket": bucket, "key": file["key"], "columns": columns})


def keys_of(s3, file):
    """The keys of one file, and whether each needs a message of its own."""
    body = s3.get_object(Bucket=file["bucket"], Key=file["key"])["Body"]
    with gzip.open(body, "rt", encoding="utf-8", newline="") as text:
        for values in csv.reader(text):  # no header: the first row is an object
            row = dict(zip(file["columns"], values))
            if row.get("IsLatest") == "false" or row.get("IsDeleteMarker") == "true" or row.get("StorageClass") in ARCHIVED:
                continue
            yield unquote_plus(row["Key"]), int(row.get("Size") or 0) > 1024**3


def messages(keys):
    batch, size = [], 0
    for key, alone in keys:
        if alone:
            yield json.dumps({"keys": [key]})
            continue
        length = len(json.dumps(key)) + 2
        if batch and (len(batch) == KEYS_PER_MESSAGE or size + length > MESSAGE_BYTES):
            yield json.dumps({"keys": batch})
            batch, size = [], 0
        batch.append(key)
        size += length
    if batch:
        yield json.dumps({"keys": batch})


def send(sqs, queue, bodies):
    """Sends by tens or by bytes: a call may carry ten messages and 256 KiB."""
    count, entries, size = 0, [], 0

    def flush():
        answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        if answer.get("Failed"):
            raise RuntimeError(f"SQS refused {len(answer['Failed'])} messages: {answer['Failed'][0].get('Message')}")

    for body in bodies:
        if entries and (len(entries) == 10 or size + len(body) > MESSAGE_BYTES):
            flush()
            entries, size = [], 0
        entries.append({"Id": str(len(entries)), "MessageBody": body})
        size += len(body)
        count += 1
    if entries:
        flush()
    return count
