// Flags of copies that are made object by object.
import { bucket, choice, HOW, number, prefix, text, texts, toggle, WHAT, type Flags } from './flag';

const COPIES = 'Copies (--method copy, and as far as a job can be told so --method batch-copy)';

export const METHOD_FLAGS = {
  method: choice(
    HOW,
    'gate',
    ['batch-replication', 'batch-copy', 'copy', 'datasync', 'inventory', 'rclone', 'aws-cli'],
    'who copies: S3 Batch Replication, by the replication rules; jobs of S3 Batch Operations that copy, without rules; this program, by CopyObject; a task of DataSync; functions of Lambda, by S3 Inventory; or rclone or the AWS CLI, driven by it',
    'batch-replication',
  ),
} satisfies Flags;

/** Where to, for commands that are not told by an address. */
export const COPY_PLACE_FLAGS = {
  'destination-bucket': {
    ...bucket(WHAT, 'writes', 'bucket to copy to, of any method but batch-replication [default: that of the handoff]'),
    repeatable: true,
  },
  'destination-prefix': prefix(
    WHAT,
    'writes',
    'what takes the place of the prefix in the keys of the copies [default: keys stay as they are]',
  ),
} satisfies Flags;

export const COPY_FLAGS = {
  overwrite: choice(
    COPIES,
    'gate',
    ['never', 'different', 'always'],
    'what becomes of objects that are at the destination already [default: different]',
  ),
  annotations: choice(COPIES, 'nothing', ['copy', 'exclude'], 'whether annotations are copied [default: copy]'),
  'destination-storage-class': choice(
    COPIES,
    'gate',
    ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
    'storage class of every copy [default: that of each object]',
  ),
  'destination-encryption': choice(
    COPIES,
    'gate',
    ['AES256', 'aws:kms', 'aws:kms:dsse'],
    'how copies are encrypted [default: as the destination bucket does]',
  ),
  'destination-kms-key': text(COPIES, 'gate', 'ARN of the KMS key of the copies, in the Region of the destination'),
  'destination-header': texts(
    COPIES,
    'gate',
    'content header of every copy, NAME=VALUE: of Content-Type, Content-Encoding, Content-Disposition, Content-Language, Cache-Control, Expires. All headers and metadata of the source are replaced then',
  ),
  'destination-metadata': texts(
    COPIES,
    'gate',
    'user metadata of every copy, NAME=VALUE. All metadata and headers of the source are replaced then',
  ),
  'destination-tag': texts(COPIES, 'gate', 'tag of every copy, KEY=VALUE. All tags of the source are replaced then'),
  'without-tags': toggle(COPIES, 'gate', 'copies have no tags, whatever their sources have'),
  'all-versions': toggle(
    COPIES,
    'nothing',
    'copy every version of each object, oldest first, and place delete markers; the destination has to keep versions',
  ),
  keep: {
    ...choice(
      COPIES,
      'gate',
      ['acl', 'lock', 'redirects'],
      'what a copy loses otherwise: ACL, Object Lock, website redirect; one more request for each object',
    ),
    repeatable: true,
  },
  delete: toggle(
    COPIES,
    'gate',
    'at the very end, delete what the destination has below its prefix and the source has not; a terminal is asked for the name of the bucket, else --yes and --max-delete are needed',
  ),
  'max-delete': number(COPIES, 'gate', 'objects that --delete may delete; if there are more, none is'),
  restored: toggle(COPIES, 'nothing', 'copy archived objects too: they were restored'),
  'parts-above': text(
    COPIES,
    'nothing',
    'larger objects are copied in parts of at most this size, several at once: a size like 64MiB, from 5MiB to 5GiB [default: 5GiB, parts of 128MiB]',
  ),
  'from-listing': toggle(
    COPIES,
    'nothing',
    'with --method inventory: list both sides now, in place of the inventory that S3 delivers, whose first one takes up to 48 hours',
  ),
  'max-workers': number(COPIES, 'nothing', 'requests at once, at most [default: 256]'),
  'max-requests-per-second': number(
    COPIES,
    'nothing',
    'requests that are begun in a second, at most [default: as many as S3 takes]',
  ),
  'max-bandwidth': text(
    COPIES,
    'nothing',
    'bytes of objects that S3 is told to copy in a second, at most, for example 50MiB [default: as many as S3 copies]',
  ),
} satisfies Flags;

/** Of a plan for a program that is driven. */
export const SCRIPT_FLAGS = {
  'print-command': toggle(
    COPIES,
    'nothing',
    'with --method rclone or aws-cli: print a script that runs the program elsewhere, and nothing else',
  ),
} satisfies Flags;
