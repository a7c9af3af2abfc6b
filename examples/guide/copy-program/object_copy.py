"""Copies one S3 object, whatever its size, with its metadata and tags. Methods 4 and 5 use it."""
from urllib.parse import urlencode

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

LARGEST_SINGLE_COPY = 5 * 1024**3  # of CopyObject
PART_SIZE = 512 * 1024**2
KEPT = ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Expires", "Metadata")


def is_copied(s3, size, modified, bucket, key):
    """Whether the destination has an object of this size that is not older."""
    try:
        there = s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # 403 when the caller may not list the bucket
            return False
        raise
    return there["ContentLength"] == size and there["LastModified"] >= modified


def copy_object(source_s3, destination_s3, source, destination, key, size, storage_class):
    """The bytes never come here: S3 copies. The request goes to the destination's Region."""
    origin = {"Bucket": source, "Key": key}
    if size <= LARGEST_SINGLE_COPY:
        # Metadata and tags are copied unless a directive says otherwise.
        destination_s3.copy_object(Bucket=destination, Key=key, CopySource=origin, StorageClass=storage_class)
        return
    # A copy in parts is a new upload: what is not said is lost.
    found = source_s3.head_object(Bucket=source, Key=key)
    tags = source_s3.get_object_tagging(Bucket=source, Key=key)["TagSet"]
    said = {name: found[name] for name in KEPT if found.get(name)} | {"StorageClass": storage_class}
    if tags:
        said["Tagging"] = urlencode({tag["Key"]: tag["Value"] for tag in tags})
    parts = TransferConfig(multipart_threshold=LARGEST_SINGLE_COPY, multipart_chunksize=PART_SIZE, max_concurrency=16)
    destination_s3.copy(origin, destination, key, ExtraArgs=said, SourceClient=source_s3, Config=parts)
