// What is known of the objects, of the buckets and of what is wanted. What is absent is not known, and nothing is assumed of it.
import type { Encrypted } from '../survey/buckets/census';
import type { Property } from '../methods/keeps';
import type { EstimatedAmount, Estimate } from '../text/interval';

export type WayName = 'batch-replication' | 'batch-copy' | 'copy' | 'datasync' | 'inventory' | 'rclone' | 'aws-cli';

/** Whether a replication rule covers the objects, or may be added; `absent`: none does, and nobody says whether one may be added. */
export type RuleFact = 'present' | 'absent' | 'possible' | 'not-possible';

export interface ClassFact {
  readonly name: string;
  /** @default - nobody has counted */
  readonly amount?: EstimatedAmount;
}

export interface Situation {
  /** Current objects. */
  readonly objects?: Estimate;
  /** Their size. */
  readonly bytes?: Estimate;
  /** Versions, current and earlier ones; no delete markers. */
  readonly versions?: Estimate;
  /** Size of all versions. */
  readonly versionBytes?: Estimate;
  readonly classes?: readonly ClassFact[];
  /** Size of the largest object. */
  readonly largestBytes?: number;
  readonly encryption?: readonly Encrypted[];
  /** Whether both buckets belong to one account. */
  readonly accounts?: 'same' | 'different';
  readonly sourceRegion?: string;
  readonly destinationRegion?: string;
  readonly sourceVersioned?: boolean;
  readonly destinationVersioned?: boolean;
  readonly rule?: RuleFact;
  /** Whether copies get other keys than their sources. */
  readonly otherKeys?: boolean;
  readonly often?: 'once' | 'ongoing';
  readonly deadlineSeconds?: number;
  /** `host`: on a machine of one's own, and nothing is made in AWS; `aws`: in AWS, and no machine stays up. */
  readonly runsOn?: 'host' | 'aws';
  /** Programs that are in no folder of PATH here, of those that ways need. @default - nobody has looked */
  readonly missingPrograms?: readonly string[];
  /** Beside the content. Empty: nothing else. */
  readonly keep?: readonly Property[];
}

/** What a way of copying needs to be known, for a message and for the flag that says it. */
export const FACTS = {
  objects: { title: 'number of objects', flag: '--objects' },
  bytes: { title: 'size of all objects', flag: '--bytes' },
  versions: { title: 'number of versions', flag: '--versions' },
  classes: { title: 'storage classes', flag: '--storage-class' },
  largestBytes: { title: 'size of the largest object', flag: '--largest-object' },
  encryption: { title: 'encryption', flag: '--encryption' },
  accounts: { title: 'accounts', flag: '--accounts' },
  sourceRegion: { title: 'Region of the source', flag: '--region' },
  destinationRegion: { title: 'Region of the destination', flag: '--destination-region' },
  sourceVersioned: { title: 'versioning of the source', flag: '--source-versioning' },
  destinationVersioned: { title: 'versioning of the destination', flag: '--destination-versioning' },
  rule: { title: 'replication rule', flag: '--replication-rule' },
  otherKeys: { title: 'keys of the copies', flag: '--key-names' },
  often: { title: 'once or ongoing', flag: '--how-often' },
  deadlineSeconds: { title: 'deadline', flag: '--deadline' },
  runsOn: { title: 'where something may run', flag: '--runs-on' },
  keep: { title: 'what must be kept', flag: '--must-keep' },
} as const satisfies Readonly<
  Record<
    Exclude<keyof Situation, 'versionBytes' | 'missingPrograms'>,
    { readonly title: string; readonly flag: string }
  >
>;

export type FactName = keyof typeof FACTS;
