// Every IAM action that the functions get which copy what an inventory lists, each with its reason.
import type { Permission } from './permissions';

/**
 * What the function needs that reads inventories.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const INVENTORY_READER_PERMISSIONS: readonly Permission[] = [
  { action: 'sqs:ReceiveMessage', on: 'list queue', because: 'Lambda receives messages as this role' },
  { action: 'sqs:DeleteMessage', on: 'list queue', because: 'Lambda deletes what was worked off' },
  { action: 'sqs:GetQueueAttributes', on: 'list queue', because: 'Lambda asks the queue how it is set up' },
  { action: 'sqs:SendMessage', on: 'list queue', because: 'sends a message for each file of an inventory' },
  {
    action: 'sqs:ChangeMessageVisibility',
    on: 'list queue',
    because:
      'lets the next call go on at once with a file that one call could not read to its end, and what failed wait some time',
  },
  { action: 'sqs:SendMessage', on: 'copy queue', because: 'sends the objects that are to be copied' },
  { action: 'kms:Decrypt', on: 'queue key', because: 'Lambda receives messages that are encrypted with it' },
  { action: 'kms:GenerateDataKey', on: 'queue key', because: 'messages are encrypted with it as they are sent' },
  { action: 's3:GetObject', on: 'inventory objects', because: 'reads inventories' },
  { action: 'kms:Decrypt', on: 'inventory key', because: 'reads inventories that are encrypted with it' },
  {
    action: 's3:ListBucket',
    on: 'report bucket',
    because: 'tells a file that was never read, of which nothing is written down, from what is forbidden',
  },
  { action: 's3:GetObject', on: 'report objects', because: 'reads how far a file was read' },
  { action: 's3:PutObject', on: 'report objects', because: 'writes down how far a file was read' },
  { action: 'logs:CreateLogStream', on: 'function logs', because: 'writes its log' },
  { action: 'logs:PutLogEvents', on: 'function logs', because: 'writes its log' },
];

/** What the function needs that copies: the engine of `s3-backfill copy` works as this role, and nobody else. */
export const INVENTORY_WORKER_PERMISSIONS: readonly Permission[] = [
  { action: 'sqs:ReceiveMessage', on: 'copy queue', because: 'Lambda receives messages as this role' },
  { action: 'sqs:DeleteMessage', on: 'copy queue', because: 'Lambda deletes what was worked off' },
  { action: 'sqs:GetQueueAttributes', on: 'copy queue', because: 'Lambda asks the queue how it is set up' },
  {
    action: 'sqs:ChangeMessageVisibility',
    on: 'copy queue',
    because: 'lets what has failed wait some time, longer after each attempt',
  },
  { action: 'kms:Decrypt', on: 'queue key', because: 'Lambda receives messages that are encrypted with it' },
  {
    action: 's3:ListBucket',
    on: 'source bucket',
    because: 'looks again at what has changed since the inventory, and tells what is gone from what is forbidden',
  },
  { action: 's3:GetObject', on: 'source objects', because: 'reads the object' },
  {
    action: 's3:GetObjectTagging',
    on: 'source objects',
    because: 'tags, where an object has some, are copied with it',
  },
  {
    action: 's3:GetObjectAnnotation',
    on: 'source objects',
    because: 'annotations, where an object has some, are copied with it',
  },
  {
    action: 's3:ListObjectAnnotations',
    on: 'source objects',
    because: 'finds the annotations of an object that is copied in parts',
  },
  {
    action: 's3:ListBucket',
    on: 'destination bucket',
    because: 'looks at what stands there already, and tells what is gone from what is forbidden',
  },
  { action: 's3:PutObject', on: 'destination objects', because: 'writes the copy' },
  { action: 's3:PutObjectTagging', on: 'destination objects', because: 'writes the tags of the copy' },
  { action: 's3:PutObjectAnnotation', on: 'destination objects', because: 'writes the annotations of the copy' },
  {
    action: 's3:GetObject',
    on: 'destination objects',
    because: 'compares (headers, never contents) where the listing leaves open whether two objects are equal',
  },
  {
    action: 's3:AbortMultipartUpload',
    on: 'destination objects',
    because: 'removes the parts of a copy that was not finished',
  },
  { action: 's3:PutObject', on: 'report objects', because: 'writes what became of each object' },
  { action: 'kms:Decrypt', on: 'source key', because: 'reads source objects under SSE-KMS' },
  { action: 'kms:GenerateDataKey', on: 'destination key', because: 'makes the data key of a copy' },
  { action: 'kms:Decrypt', on: 'destination key', because: 'uses the data key again for the parts of a copy' },
  { action: 'logs:CreateLogStream', on: 'function logs', because: 'writes its log' },
  { action: 'logs:PutLogEvents', on: 'function logs', because: 'writes its log' },
];
