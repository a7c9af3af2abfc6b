// From flags to what is known and wanted. What no flag says stays unknown.
import type { Property } from '../../methods/keeps';
import { RunnerError } from '../../ports/errors';
import type { Situation } from '../../recommend/situation';
import type { Encrypted } from '../../survey/buckets/census';
import type { Places } from '../../recommend/start-of';
import { defined } from '../../text/defined';
import { exactly, type Estimate } from '../../text/interval';
import { nearest } from '../../text/nearest';
import { isKnownClass } from '../../replication/archived-classes';
import { shownJson, visible } from '../../text/safe-text';
import { sameAsking } from '../again/same-asking';
import { numberFlag, textFlag, textFlags, type Given } from '../flag-values';
import { bytesFlag } from '../selection-flags';

const KEEP: Readonly<Record<string, Property>> = {
  versions: 'older-versions',
  ids: 'version-ids',
  times: 'times',
  metadata: 'metadata',
  headers: 'content-headers',
  tags: 'tags',
  annotations: 'annotations',
  acl: 'acl',
  class: 'storage-class',
  lock: 'object-lock',
  encryption: 'encryption',
  etag: 'etag',
  'delete-markers': 'delete-markers',
  status: 'replication-status',
};
const NOTHING = 'nothing';
const ENCRYPTIONS: readonly Encrypted[] = ['SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'SSE-C'];
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 7 * 86_400 };
const MOST = 1e15;

function refused(flag: string, given: string, allowed: string): RunnerError {
  return new RunnerError('usage', `--${flag}: got ${shownJson(given)}; ${allowed}`);
}

/** Words with commas between, of a flag that may be given several times. */
function wordsIn(given: Given, flag: string): readonly string[] | undefined {
  return textFlags(given, flag)?.flatMap((text) => text.split(',').map((word) => word.trim()));
}

function keepFlag(given: Given): readonly Property[] | undefined {
  const words = wordsIn(given, 'must-keep');
  if (words === undefined) return undefined;
  if (words.length > 1 && words.includes(NOTHING))
    throw refused('must-keep', words.join(','), `${NOTHING} stands alone, or is left out`);
  const kept = words.flatMap((word) => {
    if (word === NOTHING) return [];
    const property = Object.hasOwn(KEEP, word) ? KEEP[word] : undefined;
    if (property !== undefined) return [property];
    const meant = nearest(word, Object.keys(KEEP));
    const allowed = `${Object.keys(KEEP).join(', ')} or ${NOTHING} is allowed`;
    throw refused('must-keep', word, meant === undefined ? allowed : `${allowed}; did you mean ${meant}?`);
  });
  return [...new Set(kept)];
}

function encryptionFlags(given: Given): readonly Encrypted[] | undefined {
  return wordsIn(given, 'encryption')?.map((word) => {
    const known = ENCRYPTIONS.find((one) => one === word.toUpperCase());
    if (known === undefined) throw refused('encryption', word, `one of ${ENCRYPTIONS.join(', ')} is allowed`);
    return known;
  });
}

function classFlags(given: Given): Situation['classes'] {
  return wordsIn(given, 'storage-class')?.map((word) => {
    const name = word.toUpperCase();
    if (!isKnownClass(name))
      throw refused('storage-class', word, 'a storage class of S3 is allowed, as in STANDARD_IA');
    return { name };
  });
}

function deadlineFlag(given: Given): number | undefined {
  const text = textFlag(given, 'deadline');
  if (text === undefined) return undefined;
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text.trim()) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? NaN);
  if (number !== '' && seconds > 0 && seconds <= MOST) return seconds;
  throw refused('deadline', text, 'a time like 90m, 12h, 3d or 2w is allowed');
}

function counted(given: Given, flag: string): Estimate | undefined {
  const number = numberFlag(given, flag, { least: 0, most: MOST, whole: true });
  return number === undefined ? undefined : exactly(number);
}

/** `enabled` or `off`. */
function versioningFlag(given: Given, flag: string): boolean | undefined {
  const text = textFlag(given, flag);
  return text === undefined ? undefined : text === 'enabled';
}

/** @throws RunnerError `usage` when there are several */
function only(given: Given, flag: string): string | undefined {
  const all = textFlags(given, flag) ?? [];
  if (all.length <= 1) return all[0];
  const told = all.map((one) => `'${visible(one)}'`).join(', ');
  throw new RunnerError('usage', `--${flag}: got ${told}; one is allowed`, 'ask for each of them');
}

/** Keys change where another prefix takes the place of theirs. */
function otherKeys(given: Given, { prefix = '', destinationPrefix }: Places): boolean | undefined {
  const said = textFlag(given, 'key-names');
  const changed = destinationPrefix === undefined ? undefined : destinationPrefix !== prefix;
  if (said === undefined) return changed;
  if (changed !== undefined && changed !== (said === 'different'))
    throw refused(
      'key-names',
      said,
      `with this --prefix and --destination-prefix the keys are ${changed ? 'different' : 'same'}`,
    );
  return said === 'different';
}

export function placesOf(given: Given): Places {
  return defined({
    sourceBucket: textFlag(given, 'source-bucket'),
    prefix: only(given, 'prefix'),
    destinationBucket: only(given, 'destination-bucket'),
    destinationPrefix: textFlag(given, 'destination-prefix'),
    asking: sameAsking(given),
  });
}

/** @throws RunnerError `usage` */
export function saidSituation(given: Given): Situation {
  const bytes = bytesFlag(given, 'bytes');
  const [objects, versions] = [counted(given, 'objects'), counted(given, 'versions')];
  if (objects !== undefined && versions !== undefined && versions.low < objects.low)
    throw refused('versions', String(versions.low), 'there are at least as many versions as objects');
  const largestBytes = bytesFlag(given, 'largest-object');
  if (bytes !== undefined && largestBytes !== undefined && largestBytes > bytes)
    throw refused('largest-object', String(largestBytes), 'no object is larger than all of them (--bytes)');
  return defined({
    objects,
    bytes: bytes === undefined ? undefined : exactly(bytes),
    versions,
    // Where there is one version of each object, their size is that of the objects.
    versionBytes:
      bytes !== undefined && versions !== undefined && versions.high === objects?.low ? exactly(bytes) : undefined,
    largestBytes,
    classes: classFlags(given),
    encryption: encryptionFlags(given),
    accounts: textFlag(given, 'accounts') as Situation['accounts'],
    sourceRegion: textFlag(given, 'region'),
    destinationRegion: textFlag(given, 'destination-region'),
    sourceVersioned: versioningFlag(given, 'source-versioning'),
    destinationVersioned: versioningFlag(given, 'destination-versioning'),
    rule: textFlag(given, 'replication-rule') as Situation['rule'],
    otherKeys: otherKeys(given, placesOf(given)),
    often: textFlag(given, 'how-often') as Situation['often'],
    deadlineSeconds: deadlineFlag(given),
    runsOn: textFlag(given, 'runs-on') as Situation['runsOn'],
    keep: keepFlag(given),
  });
}
