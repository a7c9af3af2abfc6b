// The document of PutBucketReplication, as far as its schema goes: what does not fit is MalformedXML. Which combinations
// S3 then refuses is in replication-admission.ts.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
import { child, childText, childrenNamed, parseXml, type XmlElement } from '../../http/xml';
import { malformedXml } from '../operation/faults';
import { isStorageClass } from '../versions/object-attributes';
import { readFilter, type RuleFilter } from './rule-filter';
import { allowOnly, statusOf, type Status } from './schema-elements';

export interface RuleDocument extends RuleFilter {
  /** Those that were put without one have got one before: rule-ids.ts. */
  readonly id: string;
  readonly status: Status;
  readonly priority: number | undefined;
  /** The rule has a `Filter`, which makes it one of the second version of the schema. */
  readonly hasFilter: boolean;
  readonly deleteMarkers: Status | undefined;
  /** Undefined: there is no `SourceSelectionCriteria`. */
  readonly sourceSelection: SourceSelection | undefined;
  readonly destination: DestinationDocument;
}

export interface SourceSelection {
  readonly kmsObjects: Status | undefined;
  readonly replicaModifications: Status | undefined;
}

export interface DestinationDocument {
  readonly bucketArn: string;
  readonly account: string | undefined;
  readonly storageClass: string | undefined;
  readonly ownerOverride: boolean;
  readonly hasEncryption: boolean;
  readonly replicaKmsKeyArn: string | undefined;
  /** Replicas are encrypted with the multi-Region key that is related to the source's. */
  readonly sourceMultiRegionKey: Status | undefined;
  readonly replicationTime: TimeSetting | undefined;
  readonly metrics: TimeSetting | undefined;
}

export interface TimeSetting {
  readonly status: Status;
  readonly minutes: number | undefined;
}

export interface ReplicationDocument {
  readonly roleArn: string;
  readonly rules: readonly RuleDocument[];
}

const RULES_MAX = 1000;
const INTEGER_MAX = 2147483647;

/**
 * @param isOlder - the schema is the one from before `Not` and `UseSourceMultiRegionKey`
 * @throws ServiceError `MalformedXML`
 */
export function readReplicationDocument(text: string, isOlder = false): ReplicationDocument {
  const root = parseXml(text);
  if (root.name !== 'ReplicationConfiguration') throw malformedXml();
  allowOnly(root, ['Role', 'Rule']);
  const roleArn = childText(root, 'Role');
  const rules = childrenNamed(root, 'Rule');
  if (roleArn === undefined || rules.length === 0 || rules.length > RULES_MAX) throw malformedXml();
  const documents = rules.map(readRule);
  if (isOlder && documents.some(isOfNewerSchema)) throw malformedXml();
  return { roleArn, rules: documents };
}

function isOfNewerSchema({ excluded, destination }: RuleDocument): boolean {
  return excluded !== undefined || destination.sourceMultiRegionKey !== undefined;
}

function readRule(rule: XmlElement): RuleDocument {
  // ExistingObjectReplication is in every SDK and is refused by its mere presence, enabled or disabled.
  allowOnly(rule, [
    'ID',
    'Priority',
    'Prefix',
    'Filter',
    'Status',
    'SourceSelectionCriteria',
    'Destination',
    'DeleteMarkerReplication',
  ]);
  const filter = child(rule, 'Filter');
  const oldPrefix = childText(rule, 'Prefix');
  const destination = child(rule, 'Destination');
  const deleteMarkers = child(rule, 'DeleteMarkerReplication');
  const selection = child(rule, 'SourceSelectionCriteria');
  if (destination === undefined || (filter !== undefined && oldPrefix !== undefined)) throw malformedXml();
  return {
    id: childText(rule, 'ID') ?? '',
    status: statusOf(rule),
    priority: integer(childText(rule, 'Priority')),
    hasFilter: filter !== undefined,
    ...(filter === undefined ? { prefix: oldPrefix ?? '', tags: {} } : readFilter(filter)),
    deleteMarkers: deleteMarkers && statusOf(deleteMarkers),
    sourceSelection: selection && readSelection(selection),
    destination: readDestination(destination),
  };
}

function readSelection(selection: XmlElement): SourceSelection {
  allowOnly(selection, ['SseKmsEncryptedObjects', 'ReplicaModifications']);
  const kmsObjects = child(selection, 'SseKmsEncryptedObjects');
  const modifications = child(selection, 'ReplicaModifications');
  return {
    kmsObjects: kmsObjects && statusOf(kmsObjects),
    replicaModifications: modifications && statusOf(modifications),
  };
}

function readDestination(destination: XmlElement): DestinationDocument {
  allowOnly(destination, [
    'Bucket',
    'Account',
    'StorageClass',
    'AccessControlTranslation',
    'EncryptionConfiguration',
    'ReplicationTime',
    'Metrics',
  ]);
  const bucketArn = childText(destination, 'Bucket');
  const storageClass = childText(destination, 'StorageClass');
  const translation = child(destination, 'AccessControlTranslation');
  const encryption = child(destination, 'EncryptionConfiguration');
  const account = childText(destination, 'Account');
  if (bucketArn === undefined) throw malformedXml();
  if (storageClass !== undefined && !isStorageClass(storageClass)) throw malformedXml();
  if (translation !== undefined && childText(translation, 'Owner') !== 'Destination') throw malformedXml();
  if (account !== undefined && !/^\d{12}$/.test(account)) throw malformedXml();
  const key = encryption && childText(encryption, 'ReplicaKmsKeyID');
  if (encryption !== undefined) allowOnly(encryption, ['ReplicaKmsKeyID', 'UseSourceMultiRegionKey']);
  const related = encryption && child(encryption, 'UseSourceMultiRegionKey');
  return {
    bucketArn,
    account,
    storageClass,
    ownerOverride: translation !== undefined,
    hasEncryption: encryption !== undefined,
    replicaKmsKeyArn: key === '' ? undefined : key,
    sourceMultiRegionKey: related && statusOf(related),
    replicationTime: readTimeSetting(child(destination, 'ReplicationTime'), 'Time'),
    metrics: readTimeSetting(child(destination, 'Metrics'), 'EventThreshold'),
  };
}

function readTimeSetting(setting: XmlElement | undefined, minutesIn: string): TimeSetting | undefined {
  if (setting === undefined) return undefined;
  allowOnly(setting, ['Status', minutesIn]);
  const holder = child(setting, minutesIn);
  if (holder === undefined && minutesIn === 'Time') throw malformedXml();
  return { status: statusOf(setting), minutes: holder && (integer(childText(holder, 'Minutes')) ?? NaN) };
}

function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text.trim()) || number > INTEGER_MAX) throw malformedXml();
  return number;
}
