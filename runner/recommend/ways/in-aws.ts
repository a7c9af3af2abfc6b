// The ways that run in AWS.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-copy-object.html
// https://docs.aws.amazon.com/datasync/latest/userguide/metadata-copied.html
import { KEEPS as BATCH_COPY } from '../../methods/batch-copy/keeps';
import { KEEPS as BATCH_REPLICATION } from '../../methods/batch-replication/keeps';
import { KEEPS as DATASYNC } from '../../methods/datasync/keeps';
import { KEEPS as INVENTORY } from '../../methods/inventory/keeps';
import { NEW_OBJECT_DETAILS, type Way } from './way';

const DAY = 24 * 3600;

/** Made or started by requests that take effect within minutes. */
const IN_MINUTES = { words: 'minutes', lowSeconds: 60, highSeconds: 1800 };

export const WAYS_IN_AWS = {
  'batch-replication': {
    title: 'S3 Batch Replication',
    keeps: BATCH_REPLICATION,
    details: {
      annotations: 'where the replication role has s3:GetObjectVersionAnnotationForReplication',
      acl: 'unless the rule gives the replicas to the account of the destination',
      'storage-class': 'unless the rule names one',
      encryption: 'the rule names the key',
      etag: 'where replicas are encrypted in the same way',
      'delete-markers': 'if the rule copies them',
    },
    partsLose: [],
    runsOn: 'aws',
    changesKeys: false,
    customerKeys: 'copied',
    archived: 'and copied to another class first: restored ones are not replicated either',
    strength: 'it is the only one whose result is what live replication would have made',
    setUp: [
      'a replication rule that covers the objects, with its role; versioning on both sides',
      'a job role and a bucket for the completion report: s3-backfill policy prints the roles',
    ],
    paced: 'replication',
    startsAfter: IN_MINUTES,
    sensible: 'to 20 billion objects a job',
    resumes: 'a new job: statuses NONE and FAILED',
    evidence: 'completion report, a row for each version; certificate',
    through: 'S3',
    section: '1. S3 Batch Replication',
    verb: 'run',
  },
  'batch-copy': {
    title: 'S3 Batch Operations copy',
    keeps: BATCH_COPY,
    details: {
      ...NEW_OBJECT_DETAILS,
      annotations: 'not documented',
      'storage-class': 'each class by a job of its own',
      encryption: 'that of the destination, or one for all copies',
      etag: 'kept only of what was written in one piece, without KMS',
    },
    partsLose: [],
    runsOn: 'aws',
    changesKeys: true,
    customerKeys: 'cannot',
    archived: '',
    strength: 'S3 works through the list by itself, tries again and reports; no machine stays up',
    setUp: ['a job role that reads the source and writes the destination, and a bucket for the completion report'],
    paced: 'copies',
    startsAfter: IN_MINUTES,
    sensible: 'to 20 billion objects a job',
    resumes: 'a new job with a manifest of what is missing',
    evidence: 'completion report, a row for each object; certificate',
    through: 'S3',
    section: '7. S3 Batch Operations copy',
    verb: 'run',
  },
  datasync: {
    title: 'AWS DataSync',
    keeps: DATASYNC,
    details: {
      ...NEW_OBJECT_DETAILS,
      metadata: 'adds file-mtime',
      'content-headers':
        'Content-Type, -Disposition, -Encoding and -Language are kept; Cache-Control and Expires are not documented',
      annotations: 'not documented',
      'storage-class': 'one for the whole task',
      'object-lock': "the destination's default",
      encryption: 'that of the destination',
    },
    partsLose: [],
    runsOn: 'aws',
    changesKeys: true,
    customerKeys: 'cannot',
    archived: 'otherwise they are skipped, and nothing fails',
    strength: 'it repeats by a schedule of its own, and copies what has changed since',
    setUp: [
      'two locations, a task in Enhanced mode, a role for each bucket, a log group',
      'in Basic mode at most 25 million objects are listed on both sides together',
    ],
    paced: 'not-documented',
    startsAfter: IN_MINUTES,
    sensible: 'millions and more',
    resumes: 'the next execution compares',
    evidence: 'counters, task report',
    through: 'DataSync',
    section: '3. AWS DataSync',
    verb: 'run',
  },
  inventory: {
    title: 'S3 Inventory and Lambda',
    keeps: INVENTORY,
    details: {
      ...NEW_OBJECT_DETAILS,
      annotations: 'unless the construct excludes them',
      'storage-class': 'that of each object, or one for all copies',
      encryption: 'that of the destination',
      etag: 'kept only of what was written in one piece, without KMS',
    },
    partsLose: [],
    runsOn: 'aws',
    changesKeys: true,
    customerKeys: 'cannot',
    archived: 'otherwise they are told as archived, and are not copied',
    strength:
      'a rate that can be set while it runs, conditions, large objects, dead letters; it goes on with what comes later',
    setUp: ['an inventory of the source, its bucket, a queue with a dead-letter queue, two functions and their roles'],
    paced: 'copies',
    startsAfter: {
      words: 'up to 48 hours (first inventory); minutes with --from-listing',
      lowSeconds: 60,
      highSeconds: 2 * DAY,
    },
    sensible: 'tens of millions and more',
    resumes: 'queue; dead letters are sent again',
    evidence: 'an outcome for each object; certificate',
    through: 'S3',
    section: '4. S3 Inventory and Lambda',
    verb: 'run',
  },
} as const satisfies Readonly<Record<string, Way>>;
