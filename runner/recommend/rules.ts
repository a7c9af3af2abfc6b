// The rules by which ways of copying are ranked: what rules one out, and what has to be known or done for it. The guide draws its table
// of ways from them.
import type { Need, Property } from '../methods/keeps';
import { isArchivedClass } from '../replication/archived-classes';
import { count } from '../text/figures';
import { bytes } from '../text/interval-figures';
import type { Situation, WayName } from './situation';
import { PROPERTY_WORDS } from './words';
import { COPY_OBJECT_BYTES, copiesVersions, type Way } from './ways/way';

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

export function lostBy(way: Way): readonly Property[] {
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
