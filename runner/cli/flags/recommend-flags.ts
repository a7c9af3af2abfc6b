// Flags that say what nobody can look at, or what only people know: for whoever asks which method fits.
import { bucket, choice, HOW, number, prefix, text, texts, WHAT, type Flags } from './flag';
import { PLACE_FLAGS } from './target-flags';
import { FORECAST_FLAGS } from './version-flags';

const THERE = 'What is there, where nobody looks (what is neither said nor seen is told as unknown)';
const WANTED = 'What is wanted';
const VERSIONING = ['enabled', 'off'];

export const RECOMMEND_FLAGS = {
  'source-bucket': PLACE_FLAGS['source-bucket'],
  prefix: PLACE_FLAGS.prefix,
  'destination-bucket': {
    ...bucket(WHAT, 'nothing', 'bucket to copy to [default: not known]'),
    repeatable: true,
  },
  'destination-prefix': prefix(WHAT, 'nothing', 'replaces the prefix in the keys of the copies [default: not known]'),
  objects: number(THERE, 'nothing', 'current objects'),
  bytes: text(THERE, 'nothing', 'size of all current objects: bytes, or a size like 20TiB'),
  versions: number(THERE, 'nothing', 'versions, current and earlier ones, without delete markers'),
  'largest-object': text(THERE, 'nothing', 'size of the largest object, like 64MiB'),
  'storage-class': texts(THERE, 'nothing', 'storage class that objects have'),
  encryption: text(
    THERE,
    'nothing',
    'encryption that objects have, with commas between: SSE-S3, SSE-KMS, DSSE-KMS, SSE-C',
  ),
  accounts: choice(THERE, 'nothing', ['same', 'different'], 'whether both buckets belong to one account'),
  'destination-region': text(THERE, 'nothing', 'Region of the destination'),
  'source-versioning': choice(THERE, 'nothing', VERSIONING, 'versioning of the source'),
  'destination-versioning': choice(THERE, 'nothing', VERSIONING, 'versioning of the destination'),
  'replication-rule': choice(
    THERE,
    'nothing',
    ['present', 'absent', 'possible', 'not-possible'],
    'whether a replication rule covers the objects, or may be added',
  ),
  'key-names': choice(WANTED, 'nothing', ['same', 'different'], 'whether copies keep the keys of their sources'),
  'must-keep': texts(
    WANTED,
    'nothing',
    'what must be kept beside the content, with commas between: versions, ids, times, metadata, headers, tags, annotations, acl, class, lock, encryption, etag, delete-markers, status; or nothing',
  ),
  'how-often': choice(WANTED, 'nothing', ['once', 'ongoing'], 'whether new objects are to be copied later, too'),
  deadline: text(WANTED, 'nothing', 'how long it may take, like 12h or 3d [default: as long as it takes]'),
  'runs-on': choice(
    WANTED,
    'nothing',
    ['host', 'aws'],
    'where the copy may run: on a machine that stays up, with nothing created in AWS; or in AWS only',
  ),
  'survey-limit': number(HOW, 'nothing', 'versions to list before the rest is unknown [default: 1000000]'),
  prices: FORECAST_FLAGS.prices,
} satisfies Flags;
