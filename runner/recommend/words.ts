// What is known, and what objects have, in words.
import type { KnownFact, UnknownFact } from '../events/recommendation-events';
import type { Property } from '../methods/keeps';
import { count, duration } from '../text/figures';
import { bytes, estimated } from '../text/interval-figures';
import { FACTS, type FactName, type Situation } from './situation';

export const PROPERTY_WORDS: Readonly<Record<Property, string>> = {
  'version-ids': 'version ids',
  'older-versions': 'older versions',
  times: 'times',
  metadata: 'metadata',
  'content-headers': 'content headers',
  tags: 'tags',
  annotations: 'annotations',
  acl: 'ACLs',
  'storage-class': 'storage class',
  'object-lock': 'Object Lock',
  encryption: 'encryption',
  etag: 'ETag',
  'delete-markers': 'delete markers',
  'replication-status': 'replication status',
};

const RULE: Readonly<Record<NonNullable<Situation['rule']>, string>> = {
  present: 'covers the objects',
  absent: 'there is none',
  possible: 'there is none, and one may be added',
  'not-possible': 'there is none, and none may be added',
};

function versioning(isOn: boolean): string {
  return isOn ? 'enabled' : 'not enabled';
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}

type InWords = {
  readonly [Name in FactName]: (value: NonNullable<Situation[Name]>) => string;
};

const IN_WORDS: InWords = {
  objects: (value) => estimated(value, count),
  bytes: (value) => estimated(value, bytes),
  versions: (value) => estimated(value, count),
  classes: (value) => listed(value.map(({ name }) => name)),
  largestBytes: bytes,
  encryption: listed,
  accounts: (value) => (value === 'same' ? 'one for both buckets' : 'one for each bucket'),
  sourceRegion: (value) => value,
  destinationRegion: (value) => value,
  sourceVersioned: versioning,
  destinationVersioned: versioning,
  rule: (value) => RULE[value],
  otherKeys: (value) => (value ? 'others than those of their sources' : 'those of their sources'),
  often: (value) => value,
  deadlineSeconds: (value) => `within ${duration(value)}`,
  runsOn: (value) => (value === 'host' ? 'on a machine that stays up' : 'in AWS alone'),
  keep: (value) => listed(value.map((one) => PROPERTY_WORDS[one])),
};

function inWords(name: FactName, situation: Situation): string | undefined {
  const value = situation[name];
  return value === undefined ? undefined : (IN_WORDS[name] as (value: unknown) => string)(value);
}

const NAMES = Object.keys(FACTS) as readonly FactName[];

export function knownFacts(situation: Situation): readonly KnownFact[] {
  return NAMES.flatMap((fact) => {
    const value = inWords(fact, situation);
    return value === undefined ? [] : [{ fact, title: FACTS[fact].title, value }];
  });
}

/** A deadline that nobody has named is none, and no fact that is missing. */
export function unknownFacts(situation: Situation): readonly UnknownFact[] {
  return NAMES.filter((fact) => situation[fact] === undefined && fact !== 'deadlineSeconds').map((fact) => ({
    fact,
    ...FACTS[fact],
  }));
}
