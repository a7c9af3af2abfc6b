// What repairs replication rules: what is to become of them, and as HCL by itself where they cannot be written as a whole.
import type { Target } from '../target/target';
import { bucketArn, viaS3 } from '../text/arn';
import {
  attributes,
  block,
  Expression,
  hclPatch,
  label,
  providerOf,
  resource,
  type Hcl,
  type HclObject,
  type InRegion,
} from './hcl';
import { blocks, hclMend, type Allowing, type Mend, type Piece, type WrittenRule } from './mend';
import type { Patch } from '../events/check-events';

export interface NewRule {
  readonly id: string;
  readonly priority: number;
  /** Empty: every key. */
  readonly prefix: string;
  readonly destinationArn: string;
  readonly deleteMarkers?: boolean;
}

function ruleText({ id, priority, prefix, destinationArn, deleteMarkers = false }: NewRule): string {
  return block(
    'rule',
    attributes({ id, priority, status: 'Enabled' }),
    block('filter', attributes({ prefix })),
    block('delete_marker_replication', attributes({ status: deleteMarkers ? 'Enabled' : 'Disabled' })),
    block('destination', attributes({ bucket: destinationArn })),
  );
}

function rules(change: (all: readonly WrittenRule[]) => readonly WrittenRule[], alone: string): Piece {
  return { kind: 'rules', change, alone };
}

/** @param id of the rule that is changed */
function changing(id: string, change: (rule: WrittenRule) => WrittenRule, alone: string): Piece {
  // A rule without an id is named by its place.
  return rules((all) => all.map((rule, at) => ((rule['ID'] ?? `rule ${at + 1}`) === id ? change(rule) : rule)), alone);
}

/** One more rule of the configuration. */
export function newRuleMend(rule: NewRule): Mend {
  const written = {
    ID: rule.id,
    Priority: rule.priority,
    Status: 'Enabled',
    Filter: { Prefix: rule.prefix },
    DeleteMarkerReplication: { Status: rule.deleteMarkers === true ? 'Enabled' : 'Disabled' },
    Destination: { Bucket: rule.destinationArn },
  };
  return hclMend(rules((all) => [...all, written], ruleText(rule)));
}

/** The configuration as Terraform wrote it; undefined where that is not known well enough. */
export function replicationPatch({
  source,
  replicationRoleArn: replicationArn,
  rules: told,
  destinations,
}: Target): Patch | undefined {
  const written = told.flatMap(({ id, prefix = '', priority, deleteMarkers, tags = {} }) => {
    const destination = destinations.find(({ ruleId }) => ruleId === id);
    if (destination === undefined || Object.keys(tags).length > 0) return [];
    const destinationArn = bucketArn(destination.bucket, source.region);
    return [ruleText({ id, priority, prefix, destinationArn, deleteMarkers })];
  });
  if (replicationArn === undefined || written.length === 0 || written.length < told.length) return undefined;
  const own = attributes({ bucket: source.bucket, role: replicationArn });
  return hclPatch(resource('aws_s3_bucket_replication_configuration', label(source.bucket), own, ...written));
}

export function enabledRuleMend(id: string): Mend {
  const alone = attributes({ status: 'Enabled' });
  return hclMend(changing(id, (rule) => ({ ...rule, Status: 'Enabled' }), alone));
}

function priorityOf({ Priority }: WrittenRule): number {
  return typeof Priority === 'number' ? Priority : 0;
}

/** The rule goes before all others, whatever becomes of them. */
export function firstRuleMend(id: string, priority: number): Mend {
  const change = (all: readonly WrittenRule[]): readonly WrittenRule[] => {
    const Priority = Math.max(priority, ...all.map((rule) => priorityOf(rule) + 1));
    return all.map((rule) => (rule['ID'] === id ? { ...rule, Priority } : rule));
  };
  return hclMend(rules(change, attributes({ priority })));
}

/** The filter without tags. */
export function untaggedFilterMend(id: string, prefix: string): Mend {
  const alone = block('filter', attributes({ prefix }));
  return hclMend(changing(id, (rule) => ({ ...rule, Filter: { Prefix: prefix } }), alone));
}

function destinationOf({ Destination }: WrittenRule): HclObject {
  return (Destination ?? {}) as HclObject;
}

/** The bucket belongs to the account of the source. */
export function ownDestinationMend(id: string, bucket: string, region: string): Mend {
  const change = (rule: WrittenRule): WrittenRule => {
    const kept = Object.entries(destinationOf(rule)).filter(
      ([name]) => name !== 'Account' && name !== 'AccessControlTranslation',
    );
    return { ...rule, Destination: Object.fromEntries(kept) };
  };
  return hclMend(changing(id, change, block('destination', attributes({ bucket: bucketArn(bucket, region) }))));
}

export interface ReplicaKey {
  /** Of a key that is there. @default - a new key */
  readonly arn?: string;
  readonly bucket: string;
  /** Of the bucket; the key has to be there. */
  readonly region: string;
  /** Of the root. */
  readonly home: string;
}

/** The key, and the blocks that make it if it is not there: where the destination is. */
function keyOf({ arn, bucket, ...where }: ReplicaKey): { readonly key: Hcl; readonly made: readonly Piece[] } {
  if (arn !== undefined) return { key: arn, made: [] };
  const provider = providerOf(where satisfies InRegion);
  const name = label(bucket);
  const description = `Replicas in ${bucket}, ${where.region}`;
  const own = attributes({ ...provider.own, description, enable_key_rotation: true });
  return {
    key: new Expression(`aws_kms_key.${name}.arn`),
    made: [blocks(resource('aws_kms_key', name, own), ...provider.texts)],
  };
}

function encrypting(rule: WrittenRule, key: Hcl): WrittenRule {
  const EncryptionConfiguration = { ReplicaKmsKeyID: key };
  return { ...rule, Destination: { ...destinationOf(rule), EncryptionConfiguration } };
}

function encryptingDestination({ bucket, region }: ReplicaKey, key: Hcl): string {
  const encryption = block('encryption_configuration', attributes({ replica_kms_key_id: key }));
  return block('destination', attributes({ bucket: bucketArn(bucket, region) }), encryption);
}

/** What S3 does with the keys, through itself only. */
function useOf(key: Hcl, region: string, action: Allowing['action']): Allowing {
  return { action, resource: key, condition: { StringEquals: { 'kms:ViaService': viaS3(region) } } };
}

function rolePolicy(roleArn: string | undefined, allowing: readonly Allowing[]): readonly Piece[] {
  return roleArn === undefined || allowing.length === 0 ? [] : [{ kind: 'role-policy', roleArn, allowing }];
}

const WRITING = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];

/** The rule's destination with a key that is where it has to be, and a role that may use it. */
export function replicaKeyMend(ids: readonly string[], replica: ReplicaKey, roleArn: string | undefined): Mend {
  const { key, made } = keyOf(replica);
  return hclMend(
    ...ids.map((id) => changing(id, (rule) => encrypting(rule, key), encryptingDestination(replica, key))),
    ...made,
    ...rolePolicy(roleArn, [useOf(key, replica.region, WRITING)]),
  );
}

/** Of rules with one destination. */
export interface OptIn {
  readonly ids: readonly string[];
  readonly replica: ReplicaKey;
}

function optingIn({ ids, replica }: OptIn, roleArn: string | undefined): readonly Piece[] {
  const { key, made } = keyOf(replica);
  const selected = block(
    'source_selection_criteria',
    block('sse_kms_encrypted_objects', attributes({ status: 'Enabled' })),
  );
  const opted = (rule: WrittenRule): WrittenRule => ({
    ...encrypting(rule, key),
    SourceSelectionCriteria: {
      ...(rule['SourceSelectionCriteria'] as HclObject | undefined),
      SseKmsEncryptedObjects: { Status: 'Enabled' },
    },
  });
  const alone = [selected, encryptingDestination(replica, key)].join('\n\n');
  return [
    ...ids.map((id) => changing(id, opted, alone)),
    ...made,
    ...rolePolicy(roleArn, [useOf(key, replica.region, WRITING)]),
  ];
}

/**
 * What rules need so that they replicate objects under SSE-KMS: two blocks of their own, and a role that may use the keys.
 * @param sourceKeyArns - keys that objects were seen under, in the Region of the source
 */
export function kmsRuleMend(
  all: readonly OptIn[],
  sourceKeyArns: readonly string[],
  sourceRegion: string,
  roleArn: string | undefined,
): Mend {
  return hclMend(
    ...all.flatMap((one) => optingIn(one, roleArn)),
    ...rolePolicy(
      roleArn,
      sourceKeyArns.map((arn) => useOf(arn, sourceRegion, 'kms:Decrypt')),
    ),
  );
}
