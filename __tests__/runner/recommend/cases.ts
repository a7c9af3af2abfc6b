// Situations as people describe them, each with the method that should come first, and why.
import type { Situation, WayName } from '../../../runner/recommend/situation';
import { exactly } from '../../../runner/text/interval';

export interface Case {
  readonly says: string;
  readonly situation: Situation;
  /** Absent: none can. */
  readonly first?: WayName;
  readonly rule: string;
  /** Part of the reason. */
  readonly because?: string;
}

const GIB = 1024 ** 3;
const DAY = 86_400;
const MILLION = 1_000_000;

function amount(objects: number, gib: number): Pick<Situation, 'objects' | 'bytes'> {
  return { objects: exactly(objects), bytes: exactly(gib * GIB) };
}

/** One account, one Region, plain objects, once. */
const NOBODY_SAYS: Situation = {
  classes: [{ name: 'STANDARD' }],
  largestBytes: GIB,
  encryption: ['SSE-S3'],
  accounts: 'same',
  sourceRegion: 'eu-west-1',
  destinationRegion: 'eu-west-1',
  sourceVersioned: false,
  destinationVersioned: false,
  rule: 'not-possible',
  otherKeys: false,
  often: 'once',
};
const PLAIN: Situation = { ...NOBODY_SAYS, keep: ['metadata', 'tags'] };
const FEW = amount(20_000, 10);
const MANY = amount(20 * MILLION, 10_000);
const BILLION = amount(1_000 * MILLION, 500_000);
const VERSIONED: Situation = { ...PLAIN, rule: 'possible', sourceVersioned: true, destinationVersioned: true };

export const CASES: readonly Case[] = [
  {
    says: 'nothing is known',
    situation: {},
    first: 'batch-replication',
    rule: 'nobody-says-what-may-be-lost',
    because: 'nobody has said',
  },
  {
    says: 'a rule was switched on for a folder, and its old objects are wanted',
    situation: { ...VERSIONED, ...FEW, rule: 'present' },
    first: 'batch-replication',
    rule: 'rule-is-there',
    because: 'a rule covers',
  },
  {
    says: 'a rule is there, and a billion objects',
    situation: { ...VERSIONED, ...BILLION, rule: 'present' },
    first: 'batch-replication',
    rule: 'rule-is-there',
  },
  {
    says: 'version ids must be the same on both sides, for compliance',
    situation: { ...VERSIONED, ...MANY, keep: ['version-ids', 'older-versions'] },
    first: 'batch-replication',
    rule: 'only-replication-keeps-it',
    because: 'it alone keeps',
  },
  {
    says: 'times must be kept, for a lifecycle rule at the destination',
    situation: { ...VERSIONED, ...FEW, keep: ['times'] },
    first: 'batch-replication',
    rule: 'only-replication-keeps-it',
  },
  {
    says: 'version ids must be kept, and the bucket has no versioning yet',
    situation: { ...PLAIN, ...FEW, rule: 'possible', keep: ['version-ids'] },
    first: 'batch-replication',
    rule: 'only-replication-keeps-it',
  },
  {
    says: 'version ids must be kept, and nobody may add a rule',
    situation: { ...PLAIN, ...FEW, keep: ['version-ids'] },
    rule: 'none-can',
  },
  {
    says: 'ten thousand objects, once, between two buckets without versioning',
    situation: { ...PLAIN, ...FEW, runsOn: 'host' },
    first: 'copy',
    rule: 'few',
    because: 'no set-up',
  },
  {
    says: 'few objects, a rule could be added, and only metadata matters',
    situation: { ...VERSIONED, ...FEW },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'few objects, and nobody has said what must be kept, nor may a rule be added',
    situation: { ...NOBODY_SAYS, ...FEW },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'twenty million objects, and a host near the destination',
    situation: { ...PLAIN, ...MANY, runsOn: 'host' },
    first: 'copy',
    rule: 'many',
    because: 'one host is enough',
  },
  {
    says: 'twenty million objects, and no machine may stay up',
    situation: { ...PLAIN, ...MANY, runsOn: 'aws' },
    first: 'batch-copy',
    rule: 'no-host',
    because: 'no machine',
  },
  {
    says: 'a billion small objects',
    situation: { ...PLAIN, ...BILLION },
    first: 'batch-copy',
    rule: 'very-many',
    because: 'row of evidence',
  },
  {
    says: 'a billion objects, of which one has 20 GiB, and no rule may be added',
    situation: { ...PLAIN, ...BILLION, largestBytes: 20 * GIB },
    first: 'copy',
    rule: 'what-is-left',
  },
  {
    says: 'large videos, and no machine may stay up',
    situation: { ...PLAIN, ...amount(5_000, 100_000), largestBytes: 200 * GIB, runsOn: 'aws' },
    first: 'inventory',
    rule: 'what-is-left',
  },
  {
    says: 'large videos, no machine, and a rule may be added',
    situation: { ...VERSIONED, ...amount(5_000, 100_000), largestBytes: 200 * GIB, runsOn: 'aws' },
    first: 'batch-replication',
    rule: 'what-is-left',
  },
  {
    says: 'large videos, and a host',
    situation: { ...PLAIN, ...amount(5_000, 100_000), largestBytes: 200 * GIB, runsOn: 'host' },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'new objects come every day, and a rule may be added',
    situation: { ...VERSIONED, ...MANY, often: 'ongoing' },
    first: 'batch-replication',
    rule: 'new-ones-follow-by-rule',
    because: 'from now on',
  },
  {
    says: 'new objects come every day, and no rule may be added',
    situation: { ...PLAIN, ...MANY, often: 'ongoing' },
    first: 'datasync',
    rule: 'new-ones-follow-by-schedule',
    because: 'schedule',
  },
  {
    says: 'new objects come every day, and nothing may be made in the account',
    situation: { ...PLAIN, ...FEW, often: 'ongoing', runsOn: 'host' },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'Cache-Control of a website must be kept, again and again, without a rule',
    situation: { ...PLAIN, ...FEW, often: 'ongoing', keep: ['content-headers'] },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'copies get another prefix',
    situation: { ...VERSIONED, ...FEW, otherKeys: true },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'copies get another prefix although a rule covers the objects',
    situation: { ...VERSIONED, ...MANY, rule: 'present', otherKeys: true },
    first: 'copy',
    rule: 'many',
  },
  {
    says: 'objects are under keys of customers, and a rule may be added',
    situation: { ...VERSIONED, ...FEW, encryption: ['SSE-C'] },
    first: 'batch-replication',
    rule: 'keys-of-customers',
    because: 'SSE-C',
  },
  {
    says: 'objects are under keys of customers, and no rule may be added',
    situation: { ...PLAIN, ...FEW, encryption: ['SSE-C'] },
    first: 'rclone',
    rule: 'what-is-left',
  },
  {
    says: 'ACLs must be kept, and no rule may be added',
    situation: { ...PLAIN, ...MANY, keep: ['acl'] },
    first: 'copy',
    rule: 'many',
  },
  {
    says: 'a billion objects of several classes, which must be kept',
    situation: {
      ...PLAIN,
      ...BILLION,
      classes: [{ name: 'STANDARD' }, { name: 'STANDARD_IA' }],
      keep: ['storage-class'],
    },
    // Each class gets a job of its own.
    first: 'batch-copy',
    rule: 'very-many',
  },
  {
    says: 'two accounts and two Regions',
    situation: { ...PLAIN, ...FEW, accounts: 'different', destinationRegion: 'us-east-1' },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'everything is archived, and few objects',
    situation: { ...PLAIN, ...FEW, classes: [{ name: 'DEEP_ARCHIVE' }] },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'a rule is there, and a petabyte must be there tomorrow',
    situation: { ...VERSIONED, ...amount(5 * MILLION, 1_000_000), rule: 'present', deadlineSeconds: DAY },
    first: 'copy',
    rule: 'many',
  },
  {
    says: 'a rule is there, and there is a year',
    situation: { ...VERSIONED, ...MANY, rule: 'present', deadlineSeconds: 365 * DAY },
    first: 'batch-replication',
    rule: 'rule-is-there',
  },
  {
    says: 'how many there are is not known, and no rule may be added',
    situation: { ...PLAIN },
    first: 'copy',
    rule: 'number-unknown',
    because: 'is not known',
  },
  {
    says: 'the history of each object must be kept, not its ids, and no rule may be added',
    situation: { ...PLAIN, ...FEW, destinationVersioned: true, keep: ['older-versions', 'delete-markers'] },
    first: 'copy',
    rule: 'few',
  },
  {
    says: 'older versions must be kept, no machine may stay up, and no rule may be added',
    situation: { ...PLAIN, ...FEW, runsOn: 'aws', keep: ['older-versions'] },
    rule: 'none-can',
  },
];
