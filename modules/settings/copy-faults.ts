// What is wrong with `batch_copy`, seen with the other keys.
import { keyRegionOf } from '../refusals/aws-names';
import { copiesAlone } from './props';
import type { Settings } from './schema';

/** In the words of the keys. */
export function copyFaults(settings: Settings): readonly string[] {
  const { batch_copy: copy } = settings;
  if (copy === undefined) return [];
  const alone = copiesAlone(settings);
  return [...destinationFaults(settings, copy), ...(alone ? faultsAlone(settings) : faultsBeside(settings))];
}

type BatchCopy = NonNullable<Settings['batch_copy']>;

function destinationFaults(settings: Settings, copy: BatchCopy): readonly string[] {
  const faults: string[] = [];
  const { destination_bucket_arn: arn, destination_region: region, destination_kms_arns: keys = [] } = copy;
  if (arn === undefined && settings.replication_destination_bucket_arn === undefined) {
    faults.push(
      'batch_copy.destination_bucket_arn: got nothing; the ARN of a bucket is needed, like arn:aws:s3:::my-copies: name the bucket that copies go to',
    );
  }
  for (const [index, key] of keys.entries()) {
    if (region === undefined || keyRegionOf(key) === region) continue;
    faults.push(
      `batch_copy.destination_kms_arns[${index}]: got "${key}", a key in ${keyRegionOf(key) ?? 'no Region'}; one in ${region} is needed, the batch_copy.destination_region`,
    );
  }
  return faults;
}

/** What is about rules has no meaning where there are none. */
export const KEYS_OF_RULES = [
  'replication_destination_region',
  'replication_destination_account_id',
  'replication_storage_class',
  'replication_destination_kms_arn',
  'replication_destination_default_kms_arn',
  'replication_destination_bucket_keys',
  'replication_time_control',
  'replication_metrics',
  'replica_modification_sync',
  'replica_owner_override',
  'source_object_lock',
  'filter_tags',
  'existing_object_replication',
  'existing_replication',
  'attach_destination_policies',
  'destination_provider',
  'detached_run',
  'athena',
  'pipeline_role',
  'after_care',
] as const;

/** Keys that were given and are about replication. */
export function keysOfReplication(settings: Settings): readonly string[] {
  const given: string[] = KEYS_OF_RULES.filter((key) => settings[key] !== undefined);
  if (settings.manage_versioning) given.push('manage_versioning');
  if (settings.replicate_delete_markers) given.push('replicate_delete_markers');
  if (!settings.enable_replication) given.push('enable_replication');
  return given;
}

function faultsAlone(settings: Settings): readonly string[] {
  const way = 'name replication_destination_bucket_arn, or leave it out';
  const given = keysOfReplication(settings);
  const faults = given.map((key) => `${key}: it is about replication, and batch_copy alone makes none: ${way}`);
  const isForeign = settings.batch_copy?.destination_account_id !== undefined;
  if (settings.destination_caller_arns === undefined || isForeign) return faults;
  return [
    ...faults,
    "destination_caller_arns: got a list; it needs batch_copy.destination_account_id: within one account a policy of the callers' own is enough",
  ];
}

/** One report bucket cannot be in two Regions. */
function faultsBeside({
  region,
  batch_copy: copy,
  replication_destination_region: ofReplicas,
}: Settings): readonly string[] {
  const there = copy?.destination_region ?? (copy?.destination_bucket_arn === undefined ? ofReplicas : undefined);
  if (there === undefined || there === region) return [];
  return [
    `batch_copy.destination_region: got "${there}"; jobs that copy are created there, and those that replicate in ${region}, and one report bucket serves both: ` +
      'take a settings file of its own for these copies',
  ];
}
