// What repairs a replication rule, as HCL: blocks of the rule, the rule, or the whole configuration.
import type { Target } from '../target/target';
import { bucketArn, viaS3 } from '../text/arn';
import { attributes, block, Expression, hclPatch, label, resource, type Hcl } from './hcl';
import { rolePolicy } from './policy-patches';
import type { Patch } from '../events/check-events';

export interface WrittenRule {
  readonly id: string;
  readonly priority: number;
  /** Empty: every key. */
  readonly prefix: string;
  readonly destinationArn: string;
  readonly deleteMarkers?: boolean;
}

function ruleText({ id, priority, prefix, destinationArn, deleteMarkers = false }: WrittenRule): string {
  return block(
    'rule',
    attributes({ id, priority, status: 'Enabled' }),
    block('filter', attributes({ prefix })),
    block('delete_marker_replication', attributes({ status: deleteMarkers ? 'Enabled' : 'Disabled' })),
    block('destination', attributes({ bucket: destinationArn })),
  );
}

/** One more rule of the configuration. */
export function rulePatch(rule: WrittenRule): Patch {
  return hclPatch(ruleText(rule));
}

/** The configuration as Terraform wrote it; undefined where that is not known well enough. */
export function replicationPatch({
  source,
  replicationRoleArn: replicationArn,
  rules,
  destinations,
}: Target): Patch | undefined {
  const written = rules.flatMap(({ id, prefix = '', priority, deleteMarkers, tags = {} }) => {
    const destination = destinations.find(({ ruleId }) => ruleId === id);
    if (destination === undefined || Object.keys(tags).length > 0) return [];
    const destinationArn = bucketArn(destination.bucket, source.region);
    return [ruleText({ id, priority, prefix, destinationArn, deleteMarkers })];
  });
  if (replicationArn === undefined || written.length === 0 || written.length < rules.length) return undefined;
  const own = attributes({ bucket: source.bucket, role: replicationArn });
  return hclPatch(resource('aws_s3_bucket_replication_configuration', label(source.bucket), own, ...written));
}

/** Lines or blocks inside of a rule. */
export function insideRule(members: Readonly<Record<string, Hcl>>): Patch {
  return hclPatch(attributes(members));
}

/** The filter without tags. */
export function untaggedFilterPatch(prefix: string): Patch {
  return hclPatch(block('filter', attributes({ prefix })));
}

export function destinationPatch(bucket: string, region: string): Patch {
  return hclPatch(block('destination', attributes({ bucket: bucketArn(bucket, region) })));
}

export interface ReplicaKey {
  /** Of a key that is there. @default - a new key */
  readonly arn?: string;
  readonly bucket: string;
  /** Of the bucket; the key has to be there. */
  readonly region: string;
}

/** Of a new key, which has to be made where the destination is. */
function keyResource({ bucket, region }: ReplicaKey): readonly [text: string, reference: Expression] {
  const name = label(bucket);
  const description = `Replicas in ${bucket}, ${region}`;
  return [
    resource('aws_kms_key', name, attributes({ description, enable_key_rotation: true })),
    new Expression(`aws_kms_key.${name}.arn`),
  ];
}

function encryptingDestination({ bucket, region }: ReplicaKey, arn: Hcl): string {
  const encryption = block('encryption_configuration', attributes({ replica_kms_key_id: arn }));
  return block('destination', attributes({ bucket: bucketArn(bucket, region) }), encryption);
}

/** The rule's destination with a key that is where it has to be. */
export function replicaKeyPatch(key: ReplicaKey): Patch {
  if (key.arn !== undefined) return hclPatch(encryptingDestination(key, key.arn));
  const [made, reference] = keyResource(key);
  return hclPatch(encryptingDestination(key, reference), made);
}

/**
 * What a rule needs so that it replicates objects under SSE-KMS: two blocks of its own, and a role that may use the keys.
 * @param sourceKeyArns keys that objects were seen under
 */
export function kmsRulePatch(
  key: ReplicaKey,
  sourceKeyArns: readonly string[],
  sourceRegion: string,
  roleArn: string | undefined,
): Patch {
  const selection = block(
    'source_selection_criteria',
    block('sse_kms_encrypted_objects', attributes({ status: 'Enabled' })),
  );
  const [made, reference] = key.arn === undefined ? keyResource(key) : ['', key.arn];
  const via = (region: string): { readonly StringEquals: Readonly<Record<string, string>> } => ({
    StringEquals: { 'kms:ViaService': viaS3(region) },
  });
  const uses = [
    ...(sourceKeyArns.length === 0
      ? []
      : [{ action: 'kms:Decrypt', resource: sourceKeyArns, condition: via(sourceRegion) }]),
    { action: ['kms:Encrypt', 'kms:GenerateDataKey'], resource: reference, condition: via(key.region) },
  ];
  return hclPatch(
    selection,
    encryptingDestination(key, reference),
    ...(made === '' ? [] : [made]),
    ...(roleArn === undefined ? [] : [rolePolicy(roleArn, 's3-backfill-keys', uses)]),
  );
}
