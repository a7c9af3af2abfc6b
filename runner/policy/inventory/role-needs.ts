// What the functions ask S3 and SQS for as their roles. The construct grants the same, and their logs; a test compares the two.
import type { BucketNeed } from '../bucket-need';
import type { NeededPermission } from '../role-needs';

const OF_PARTS = 'only what is copied in parts needs it';
const OF_ANNOTATIONS = 'only objects with annotations need it';
const OF_TAGS = 'only objects with tags need it';

export const WORKER_SOURCE_NEEDS: readonly BucketNeed[] = [
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:GetObjectTagging', on: 'objects', doubt: OF_TAGS },
  { action: 's3:GetObjectAnnotation', on: 'objects', doubt: OF_ANNOTATIONS },
  { action: 's3:ListObjectAnnotations', on: 'objects', doubt: OF_PARTS },
];

export const WORKER_DESTINATION_NEEDS: readonly BucketNeed[] = [
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:PutObject', on: 'objects' },
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:PutObjectTagging', on: 'objects', doubt: OF_TAGS },
  { action: 's3:PutObjectAnnotation', on: 'objects', doubt: OF_ANNOTATIONS },
  { action: 's3:AbortMultipartUpload', on: 'objects', doubt: OF_PARTS },
];

export const WORKER_REPORT_NEEDS: readonly BucketNeed[] = [{ action: 's3:PutObject', on: 'objects' }];

export const READER_INVENTORY_NEEDS: readonly BucketNeed[] = [{ action: 's3:GetObject', on: 'objects' }];

export const READER_REPORT_NEEDS: readonly BucketNeed[] = [
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:PutObject', on: 'objects' },
];

/** What a role has to be allowed of a queue. */
export type QueueNeed = Pick<BucketNeed, 'action' | 'doubt'>;

const RECEIVING: readonly QueueNeed[] = [
  { action: 'sqs:ReceiveMessage' },
  { action: 'sqs:DeleteMessage' },
  { action: 'sqs:GetQueueAttributes' },
  { action: 'sqs:ChangeMessageVisibility', doubt: 'only messages that come back need it' },
];
const SENDING: readonly QueueNeed[] = [{ action: 'sqs:SendMessage' }];

export const READER_LIST_NEEDS: readonly QueueNeed[] = [...RECEIVING, ...SENDING];
export const READER_COPY_NEEDS: readonly QueueNeed[] = SENDING;
export const WORKER_COPY_NEEDS: readonly QueueNeed[] = RECEIVING;

/** With the key that a queue encrypts by. */
export const READER_QUEUE_KEY_ACTIONS: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];
export const WORKER_QUEUE_KEY_ACTIONS: readonly string[] = ['kms:Decrypt'];

/** With the key of inventories. */
export const READER_KEY_NEEDS: readonly NeededPermission[] = [
  { action: 'kms:Decrypt', on: 'source key', code: 'AccessDenied' },
];

/** With the keys that the buckets encrypt by; a copy in parts is read again. */
export const WORKER_KEY_NEEDS: readonly NeededPermission[] = [
  { action: 'kms:Decrypt', on: 'source key', code: 'AccessDenied' },
  { action: 'kms:GenerateDataKey', on: 'destination key', code: 'AccessDenied' },
];
