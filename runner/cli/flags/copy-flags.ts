// Flags of copies that are made object by object.
import { bucket, choice, HOW, number, prefix, text, texts, toggle, WHAT, type Flags } from './flag';

const COPIES = 'Copies (--method copy, and as far as a job can be told so --method batch-copy)';

export const METHOD_FLAGS = {
  method: choice(
    HOW,
    'gate',
    ['batch-replication', 'batch-copy', 'copy', 'datasync', 'inventory', 'rclone', 'aws-cli'],
    'who copies: S3 Batch Replication, by the replication rules; S3 Batch Operations copies, without rules; this program, by CopyObject; a DataSync task; Lambda functions, from S3 Inventory; or rclone or the AWS CLI, started by this program',
    'batch-replication',
  ),
} satisfies Flags;

/** Where to, for commands that are not told by an address. */
export const COPY_PLACE_FLAGS = {
  'destination-bucket': {
    ...bucket(
      WHAT,
      'writes',
      'bucket to copy to, with any method but batch-replication [default: that of the handoff]',
    ),
    repeatable: true,
  },
  'destination-prefix': prefix(
    WHAT,
    'writes',
    'replaces the prefix in the keys of the copies [default: keys stay as they are]',
  ),
} satisfies Flags;

export const COPY_FLAGS = {
  overwrite: choice(
    COPIES,
    'gate',
    ['never', 'different', 'always'],
    'which objects that exist at the destination are overwritten [default: different]',
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
    'content header of every copy, NAME=VALUE: of Content-Type, Content-Encoding, Content-Disposition, Content-Language, Cache-Control, Expires. All headers and metadata of the source are replaced',
  ),
  'destination-metadata': texts(
    COPIES,
    'gate',
    'user metadata of every copy, NAME=VALUE. All metadata and headers of the source are replaced',
  ),
  'destination-tag': texts(COPIES, 'gate', 'tag of every copy, KEY=VALUE. All tags of the source are replaced'),
  'without-tags': toggle(COPIES, 'gate', 'copies get no tags'),
  'all-versions': toggle(
    COPIES,
    'nothing',
    'copy every version of each object, oldest first, and delete markers; the destination must have versioning enabled',
  ),
  keep: {
    ...choice(
      COPIES,
      'gate',
      ['acl', 'lock', 'redirects'],
      'also copy ACL, Object Lock or website redirect; one more request for each object',
    ),
    repeatable: true,
  },
  delete: toggle(
    COPIES,
    'gate',
    'at the end, delete what the destination has under its prefix and the source does not; type the bucket name on a terminal, else use --yes and --max-delete',
  ),
  'max-delete': number(COPIES, 'gate', 'most objects that --delete may delete; if there are more, none is deleted'),
  restored: toggle(COPIES, 'nothing', 'copy archived objects that have been restored'),
  'parts-above': text(
    COPIES,
    'nothing',
    'copy larger objects in parts of at most this size, several at once: a size like 64MiB, from 5MiB to 5GiB [default: 5GiB, parts of 128MiB]',
  ),
  'from-listing': toggle(
    COPIES,
    'nothing',
    "with --method inventory: list both sides now instead of waiting for S3's inventory, whose first delivery takes up to 48 hours",
  ),
  'max-workers': number(COPIES, 'nothing', 'most requests at once [default: 256]'),
  'max-requests-per-second': number(
    COPIES,
    'nothing',
    'most requests to start in a second [default: as many as S3 takes]',
  ),
  'max-bandwidth': text(
    COPIES,
    'nothing',
    'most bytes that S3 is told to copy in a second, for example 50MiB [default: as many as S3 copies]',
  ),
} satisfies Flags;

/** Of a plan for a program that is driven. */
export const SCRIPT_FLAGS = {
  'print-command': toggle(
    COPIES,
    'nothing',
    'with --method rclone or aws-cli: only print a script that runs the program elsewhere',
  ),
} satisfies Flags;
