// The rules by which ways of copying are ranked: what rules one out, what has to be known or done for it, and which of those that
// are left is preferred. docs/existing-objects-guide.md draws its decision tree from them.
import type { Need, Property } from '../methods/keeps';
import { isArchivedClass } from '../replication/archived-classes';
import { count } from '../text/figures';
import { bytes } from '../text/interval-figures';
import type { Situation, WayName } from './situation';
import { PROPERTY_WORDS } from './words';
import { COPY_OBJECT_BYTES, copiesVersions, type Way } from './ways/way';

/** Objects up to which a copy from one host is the least work. */
const FEW_OBJECTS = 1_000_000;
/** Objects up to which one host is enough. */
const MANY_OBJECTS = 50_000_000;

/** Older versions are kept where they can be. */
const VERSIONS_NEED: readonly Need[] = ['destination-versioning'];

export interface Found {
  /** `cannot`: what is asked; `open`: what is not known decides; `do`: something has to be done first; `lacks`: it was seen to be missing. */
  readonly stands: 'cannot' | 'open' | 'do' | 'lacks';
  readonly words: string;
}

const cannot = (words: string): Found => ({ stands: 'cannot', words });
const open = (words: string): Found => ({ stands: 'open', words });
const first = (words: string): Found => ({ stands: 'do', words });
const lacks = (words: string): Found => ({ stands: 'lacks', words });

export interface Requirement {
  readonly name: string;
  /** For the guide: what rules a way out, or what has to be known of it. */
  readonly words: string;
  readonly find: (situation: Situation, way: Way, name: WayName) => readonly Found[];
}

function lostBy(way: Way): readonly Property[] {
  return (Object.keys(way.keeps.survives) as Property[]).filter((one) => way.keeps.survives[one] === 'lost');
}

export const REQUIREMENTS: readonly Requirement[] = [
  {
    name: 'keeps-what-must-be-kept',
    words: 'it loses what must be kept',
    find({ keep }, way) {
      const lost = lostBy(way);
      if (keep === undefined) return lost.length === 0 ? [] : [open('whether what it loses may be lost')];
      const missed = keep.filter((one) => lost.includes(one));
      const details = keep.flatMap((one) => {
        const detail = way.details[one];
        return way.keeps.survives[one] === 'as-configured' && detail !== undefined
          ? [first(`${PROPERTY_WORDS[one]} must be kept, which an option or a rule decides: ${detail}`)]
          : [];
      });
      return missed.length === 0
        ? details
        : [cannot(`it loses what must be kept: ${missed.map((one) => PROPERTY_WORDS[one]).join(', ')}`)];
    },
  },
  {
    name: 'takes-the-largest',
    words: 'the largest object is larger than it takes',
    find({ largestBytes, keep = [] }, { keeps, partsLose }) {
      const { largestObjectBytes: limit } = keeps;
      const inParts = partsLose.filter((one) => keep.includes(one) && keeps.survives[one] !== 'lost');
      if (limit === undefined && inParts.length === 0) return [];
      const most = limit ?? COPY_OBJECT_BYTES;
      if (largestBytes === undefined) return [open(`whether an object is over ${bytes(most)}`)];
      if (largestBytes <= most) return [];
      if (limit !== undefined)
        return [cannot(`it takes objects up to ${bytes(limit)}, and the largest has ${bytes(largestBytes)}`)];
      return [cannot(`objects over ${bytes(most)} lose ${inParts.map((one) => PROPERTY_WORDS[one]).join(', ')}`)];
    },
  },
  {
    name: 'runs-where-something-may-run',
    words: 'it runs where nothing may run',
    find({ runsOn }, way) {
      if (runsOn === way.runsOn) return [];
      const needs =
        way.runsOn === 'host' ? 'a machine that stays up' : 'roles, jobs or tasks that are made in the account';
      return runsOn === undefined ? [open(`whether there may be ${needs}`)] : [cannot(`it needs ${needs}`)];
    },
  },
  {
    name: 'makes-the-keys',
    words: 'copies get other keys',
    find({ otherKeys }, { changesKeys }) {
      if (changesKeys || otherKeys === false) return [];
      return [otherKeys === true ? cannot('replicas keep their keys') : open('whether copies keep their keys')];
    },
  },
  {
    name: 'has-a-rule',
    words: 'it needs a replication rule, and none may be added',
    find({ rule }, { keeps }) {
      if (!keeps.needs.includes('replication-rules') || rule === 'present') return [];
      if (rule === 'not-possible') return [cannot('it needs a replication rule, and none may be added')];
      if (rule === undefined) return [open('whether a replication rule covers the objects, or may be added')];
      const missing = lacks('a replication rule that covers the objects');
      return rule === 'absent' ? [missing, open('whether a replication rule may be added')] : [missing];
    },
  },
  {
    name: 'has-versioning',
    words: 'it needs versioning on both sides',
    find(situation, way) {
      const { rule, sourceVersioned, destinationVersioned } = situation;
      const isByRule = way.keeps.needs.includes('replication-rules');
      if (isByRule && rule === 'present') return [];
      const needs = [...way.keeps.needs, ...(copiesVersions(way, situation) ? VERSIONS_NEED : [])];
      const sides = [
        ['source', sourceVersioned, 'source-versioning'],
        ['destination', destinationVersioned, 'destination-versioning'],
      ] as const;
      return sides.flatMap(([side, isOn, need]) => {
        if (!needs.includes(need) || isOn === true) return [];
        return [isOn === false ? lacks(`versioning of the ${side}`) : open(`whether the ${side} has versioning`)];
      });
    },
  },
  {
    name: 'reads-the-encryption',
    words: 'objects are under keys of customers (SSE-C)',
    find({ encryption, rule }, { customerKeys, keeps }) {
      if (encryption === undefined)
        return [
          open(`whether objects are under SSE-KMS${customerKeys === 'copied' ? '' : ' or keys of customers (SSE-C)'}`),
        ];
      const needsOptIn = keeps.needs.includes('replication-rules');
      const isKms = encryption.includes('SSE-KMS') || encryption.includes('DSSE-KMS');
      const kms = needsOptIn
        ? `the rule has to name SSE-KMS and the key of the replicas${rule === 'present' ? ', which has to be looked at' : ''}`
        : 'the keys of both sides have to let it decrypt and encrypt';
      const customers: readonly Found[] =
        !encryption.includes('SSE-C') || customerKeys === 'copied'
          ? []
          : [
              customerKeys === 'cannot'
                ? cannot('it cannot read objects under keys of customers (SSE-C)')
                : open('whether all objects under SSE-C have one key, which it has to be given by hand'),
            ];
      return [...customers, ...(isKms ? [first(kms)] : [])];
    },
  },
  {
    name: 'has-the-classes',
    words: 'archived objects have to be restored first',
    find({ classes }, { archived }) {
      const restore = ['restore archived objects', ...(archived === '' ? [] : [archived])].join(', ');
      if (classes === undefined) return [open('whether objects are archived')];
      const isArchived = classes.some(({ name }) => isArchivedClass(name));
      const isTiered = classes.some(({ name }) => name === 'INTELLIGENT_TIERING');
      return [
        ...(isArchived ? [first(restore)] : []),
        ...(isTiered ? [open('whether Intelligent-Tiering has archived some: no listing shows it')] : []),
      ];
    },
  },
  {
    name: 'reaches-the-account',
    words: 'the other account has to let it in',
    find({ accounts }, { keeps }) {
      if (accounts === 'same') return [];
      if (accounts === undefined) return [open('whether both buckets are of one account')];
      return [
        first(
          keeps.needs.includes('replication-rules')
            ? 'the rule names the other account, and the policy of its bucket lets the replication role write'
            : 'the policy of the bucket of the other account, and of its key, lets the copying identity in',
        ),
      ];
    },
  },
  {
    name: 'has-the-program',
    words: 'the program that it starts is not on this machine',
    find({ missingPrograms = [] }, { program }) {
      if (program === undefined || !missingPrograms.includes(program)) return [];
      return [lacks(`the program '${program}', which is in no folder of PATH here`)];
    },
  },
  {
    name: 'holds-so-many',
    words: 'there are more objects than one transfer takes',
    find(situation, way) {
      const { objects, versions } = situation;
      const { keeps } = way;
      const amount = copiesVersions(way, situation) ? (versions ?? objects) : objects;
      if (amount === undefined || amount.low <= keeps.mostVersions) return [];
      return [first(`several transfers, by prefixes: one takes at most ${count(keeps.mostVersions)}`)];
    },
  },
];

export interface Preference {
  readonly name: string;
  /** Of the decision tree; yes: the way is preferred, where it can. */
  readonly question: string;
  /** Undefined: it is not known, and the rule is passed over. */
  readonly holds: (situation: Situation, others: readonly Way[]) => boolean | undefined;
  readonly prefer: WayName;
  /** Those that come next. @default - as in `ORDER` */
  readonly next?: readonly WayName[];
  readonly because: string;
}

function atMost(situation: Situation, most: number): boolean | undefined {
  const { objects } = situation;
  if (objects === undefined) return undefined;
  if (objects.high !== undefined && objects.high <= most) return true;
  return objects.low > most ? false : undefined;
}

/** The first that holds, and whose way can do it, decides. */
export const PREFERENCES: readonly Preference[] = [
  {
    name: 'only-replication-keeps-it',
    question: 'Must something be kept that only replication keeps: version ids, times, replication status?',
    holds: ({ keep }, others) => keep?.some((one) => others.every((way) => lostBy(way).includes(one))),
    prefer: 'batch-replication',
    because: 'it alone keeps what must be kept',
  },
  {
    name: 'rule-is-there',
    question: 'Does a replication rule cover the objects already?',
    holds: ({ rule }) => (rule === undefined ? undefined : rule === 'present'),
    prefer: 'batch-replication',
    because: 'a rule covers the objects already, and its replicas lose nothing',
  },
  {
    name: 'nobody-says-what-may-be-lost',
    question: 'Is it unknown what may be lost?',
    holds: ({ keep }) => keep === undefined,
    prefer: 'batch-replication',
    because: 'nobody has said what may be lost, and it loses the least',
  },
  {
    name: 'new-ones-follow-by-rule',
    question: 'Do new objects come that are to be copied, too, and may a replication rule be added?',
    holds: ({ often, rule }) => (often === undefined ? undefined : often === 'ongoing' && rule === 'possible'),
    prefer: 'batch-replication',
    because: 'a rule copies what comes from now on, and a job what is there',
  },
  {
    name: 'new-ones-follow-by-schedule',
    question: 'Do new objects come that are to be copied, too?',
    holds: ({ often }) => (often === undefined ? undefined : often === 'ongoing'),
    prefer: 'datasync',
    because: 'it repeats by a schedule of its own, and copies what has changed since',
  },
  {
    name: 'keys-of-customers',
    question: 'Are objects under keys of customers (SSE-C)?',
    holds: ({ encryption }) => encryption?.includes('SSE-C'),
    prefer: 'batch-replication',
    because: 'it alone copies objects under SSE-C without being given their keys',
  },
  {
    name: 'no-host',
    question: 'May nothing run but in AWS?',
    holds: ({ runsOn }) => (runsOn === undefined ? undefined : runsOn === 'aws'),
    prefer: 'batch-copy',
    because: 'no machine has to stay up: S3 works through the list, tries again and reports',
  },
  {
    name: 'few',
    question: `Are there at most ${count(FEW_OBJECTS)} objects?`,
    holds: (situation) => atMost(situation, FEW_OBJECTS),
    prefer: 'copy',
    next: ['rclone', 'aws-cli'],
    because: 'for so few objects nothing is less work: no set-up, and a comparison of both sides at the end',
  },
  {
    name: 'many',
    question: `Are there at most ${count(MANY_OBJECTS)} objects?`,
    holds: (situation) => atMost(situation, MANY_OBJECTS),
    prefer: 'copy',
    because: 'one host is enough for so many server-side copies, and a run that was stopped goes on where it was',
  },
  {
    name: 'very-many',
    question: `Are there more than ${count(MANY_OBJECTS)} objects?`,
    holds: (situation) => {
      const isAtMost = atMost(situation, MANY_OBJECTS);
      return isAtMost === undefined ? undefined : !isAtMost;
    },
    prefer: 'batch-copy',
    because: 'for so many objects S3 works through the list by itself, with a row of evidence for each',
  },
  {
    name: 'number-unknown',
    question: 'Is it unknown how many there are?',
    holds: ({ objects }) => objects === undefined,
    prefer: 'copy',
    because: 'how many objects there are is not known, and it needs no set-up and can be stopped at any time',
  },
];

/** Of those that no preference names, and where none decides. */
export const ORDER: readonly WayName[] = [
  'batch-replication',
  'batch-copy',
  'copy',
  'inventory',
  'datasync',
  'rclone',
  'aws-cli',
];
