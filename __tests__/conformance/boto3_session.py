"""A session with boto3: what its resources, paginators, waiters and transfers ask of S3. Prints one JSON object."""

import io
import json
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

BUCKET = "boto3"
KEY = "in/ä b+c%.txt"
MIB = 1024 * 1024

endpoint, region = sys.argv[1:]
session = boto3.session.Session(region_name=region)
resource = session.resource("s3", endpoint_url=endpoint)
client = session.client("s3", endpoint_url=endpoint)
said = {}

bucket = resource.create_bucket(Bucket=BUCKET)
bucket.wait_until_exists()
bucket.Versioning().enable()
bucket.put_object(Key=KEY, Body=b"one", Metadata={"colour": "blue"}, ContentType="text/plain")
bucket.put_object(Key=KEY, Body=b"two!")
said["bodies"] = [version.get()["Body"].read().decode() for version in bucket.object_versions.filter(Prefix="in/")]

large = io.BytesIO(b"x" * (6 * MIB))
parts = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
bucket.upload_fileobj(large, "large", Config=parts)
back = io.BytesIO()
bucket.download_fileobj("large", back, Config=parts)
said["large"] = [back.getbuffer().nbytes, client.head_object(Bucket=BUCKET, Key="large")["ETag"][-3:-1]]
client.copy({"Bucket": BUCKET, "Key": KEY}, BUCKET, "copy", Config=parts)

for number in range(5):
    bucket.put_object(Key=f"page/{number}", Body=b"")
pages = client.get_paginator("list_objects_v2").paginate(
    Bucket=BUCKET, Prefix="page/", PaginationConfig={"PageSize": 2}
)
said["pages"] = [len(page["Contents"]) for page in pages]

try:
    client.get_object(Bucket=BUCKET, Key="absent")
except client.exceptions.NoSuchKey as error:
    said["absent"] = error.response["Error"]["Code"]
try:
    client.delete_bucket(Bucket=BUCKET)
except ClientError as error:
    said["full"] = error.response["Error"]["Code"]

bucket.object_versions.delete()
bucket.delete()
bucket.wait_until_not_exists()
said["buckets"] = [bucket.name for bucket in resource.buckets.all()]
print(json.dumps(said))
