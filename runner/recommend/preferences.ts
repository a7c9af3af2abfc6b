// Which of the ways that are left is preferred. docs/existing-objects-guide.md draws its decision tree from it.
import { count } from '../text/figures';
import { lostBy } from './rules';
import type { Situation, WayName } from './situation';
import type { Way } from './ways/way';

/** Objects up to which a copy from one host is the least work. */
const FEW_OBJECTS = 1_000_000;
/** Objects up to which one host is enough. */
const MANY_OBJECTS = 50_000_000;

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
