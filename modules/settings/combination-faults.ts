// What is wrong with a settings file although each of its keys is right.
import { keyRegionOf } from '../refusals/aws-names';
import { coveringPrefix } from '../refusals/prefixes';
import { faultOfExisting } from '../replication/existing-configuration';
import { copyFaults } from './copy-faults';
import { dataSyncFaults } from './sections/datasync-faults';
import { athenaFaults } from './sections/athena-faults';
import { detachedRunFaults } from './sections/detached-run-faults';
import { inventoryFaults } from './sections/inventory-faults';
import { pipelineRoleFaults } from './sections/pipeline-role-faults';
import { copiesAlone } from './props';
import type { Settings } from './schema';
import type { Fault } from './schema-faults';

/** What says where to copy to. */
const OTHER_WAYS = ['replication_destination_bucket_arn', 'batch_copy', 'datasync', 'inventory'] as const;

/**
 * Keys that are missing although none of them is always needed, in the words of the keys.
 * @param file - as it is, so that these are told together with what is wrong with single keys
 */
export function missingTogether(file: unknown): readonly Fault[] {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return [];
  const has = (key: keyof Settings): boolean => key in file;
  // What is no boolean is refused as such, and was meant to adopt.
  const { adopt_existing_replication: adopts = false } = file as { readonly adopt_existing_replication?: unknown };
  const faults: Fault[] = [];
  const isSaid = OTHER_WAYS.some(has) || adopts !== false;
  if (!isSaid) {
    const what =
      'got nothing; the ARN of a bucket is needed, like arn:aws:s3:::my-replica: ' +
      'name the bucket to copy to, or leave a configuration that is there alone with adopt_existing_replication; ' +
      'copies without rules are batch_copy, datasync or inventory';
    const key = 'replication_destination_bucket_arn';
    faults.push({ key, what, missing: [key] });
  }
  if (!has('report_bucket') && !has('create_report_bucket')) {
    const what =
      'got neither of report_bucket and create_report_bucket; exactly one is needed: ' +
      'name a bucket for the completion reports of jobs';
    faults.push({ key: 'report_bucket', what, missing: ['report_bucket', 'create_report_bucket'] });
  }
  return faults;
}

/** Faults that only several keys together show, in the words of the keys. */
export function faultsTogether(settings: Settings): readonly string[] {
  return [
    ...bucketFaults(settings),
    ...keyFaults(settings),
    ...ruleFaults(settings),
    ...destinationFaults(settings),
    ...adoptionFaults(settings),
    ...copyFaults(settings),
    ...dataSyncFaults(settings),
    ...inventoryFaults(settings),
    ...detachedRunFaults(settings),
    ...athenaFaults(settings),
    ...pipelineRoleFaults(settings),
    ...overlaps(settings.prefixes),
    ...existingFaults(settings),
    ...expressions(settings, ''),
  ];
}

function bucketFaults(settings: Settings): readonly string[] {
  const { source_bucket: source, report_bucket: existing, create_report_bucket: create } = settings;
  const destination = settings.replication_destination_bucket_arn;
  const faults: string[] = [];
  if (destination?.endsWith(`:${source}`) === true) {
    faults.push(
      `replication_destination_bucket_arn: got "${destination}", which is source_bucket itself; name another bucket`,
    );
  }
  if (existing !== undefined && create !== undefined) {
    faults.push(
      'report_bucket: got both of report_bucket and create_report_bucket; exactly one is needed: leave one of the two out',
    );
  }
  if ((existing ?? create?.name) === source) {
    const key = existing === undefined ? 'create_report_bucket.name' : 'report_bucket';
    faults.push(`${key}: got "${source}", which is source_bucket; reports would become objects of it: name another`);
  }
  return faults;
}

function keyFaults(settings: Settings): readonly string[] {
  const { replication_destination_kms_arn: replicaKey, replication_destination_region: region } = settings;
  if (replicaKey === undefined) return [];
  const faults: string[] = [];
  if (settings.replication_source_kms_arns === undefined && !settings.adopt_existing_replication) {
    faults.push(
      'replication_source_kms_arns: got nothing; with replication_destination_kms_arn objects under SSE-KMS are copied: ' +
        'name the keys that they are encrypted with',
    );
  }
  return [...faults, ...keyRegionFaults('replication_destination_kms_arn', replicaKey, region)];
}

function keyRegionFaults(key: string, arn: string, region: string | undefined): readonly string[] {
  const keyRegion = keyRegionOf(arn);
  if (region === undefined || keyRegion === region) return [];
  return [
    `${key}: got "${arn}", a key in ${keyRegion ?? 'no Region'}; ` +
      `one in ${region} is needed, the replication_destination_region`,
  ];
}

function ruleFaults(settings: Settings): readonly string[] {
  const faults: string[] = [];
  if (settings.filter_tags !== undefined && settings.replicate_delete_markers) {
    faults.push(
      'replicate_delete_markers: got true; S3 copies no delete markers by a rule that asks for tags: leave one of the two out',
    );
  }
  if (settings.replication_time_control === true && settings.replication_metrics === false) {
    faults.push('replication_metrics: got false; S3 gives no Replication Time Control without metrics: leave it out');
  }
  const hasMetrics = settings.replication_metrics ?? settings.replication_time_control ?? false;
  if (settings.after_care?.alarms === true && !hasMetrics && !settings.adopt_existing_replication) {
    faults.push('after_care.alarms: got true; alarms look at metrics, and none are published: set replication_metrics');
  }
  return faults;
}

function destinationFaults(settings: Settings): readonly string[] {
  const { replication_destination_account_id: accountId, replication_destination_region: region } = settings;
  const faults: string[] = [];
  const needs = (key: string, other: string, isThere: boolean) => {
    if (!isThere) faults.push(`${key}: got true; it needs ${other}`);
  };
  if (settings.replica_owner_override === true)
    needs('replica_owner_override', 'replication_destination_account_id', accountId !== undefined);
  if (settings.attach_destination_policies === true) {
    needs('attach_destination_policies', 'replication_destination_account_id', accountId !== undefined);
    needs('attach_destination_policies', 'destination_provider', settings.destination_provider !== undefined);
  }
  if (
    settings.destination_caller_arns !== undefined &&
    accountId === undefined &&
    !copiesAlone(settings) &&
    settings.datasync === undefined &&
    settings.inventory === undefined
  )
    faults.push(
      "destination_caller_arns: got a list; it needs replication_destination_account_id: within one account a policy of the callers' own is enough",
    );
  const { replication_destination_default_kms_arn: defaultKey } = settings;
  if (defaultKey !== undefined)
    faults.push(...keyRegionFaults('replication_destination_default_kms_arn', defaultKey, region));
  return faults;
}

function adoptionFaults(settings: Settings): readonly string[] {
  if (!settings.adopt_existing_replication) return [];
  const faults: string[] = [];
  if (!settings.enable_replication) {
    faults.push(
      'enable_replication: got false; with adopt_existing_replication the rules are left as they are: leave one of the two out',
    );
  }
  if (settings.after_care?.alarms === true) {
    faults.push(
      'after_care.alarms: got true; alarms look at the metrics of each rule by its id, and with adopt_existing_replication only S3 knows those: ' +
        'leave alarms out, or write the construct BatchReplication, whose rules have ids',
    );
  }
  if (settings.manage_versioning) {
    faults.push(
      'manage_versioning: got true; with adopt_existing_replication the buckets are left as they are: leave one of the two out',
    );
  }
  if (settings.attach_destination_policies === true) {
    faults.push(
      'attach_destination_policies: got true; with adopt_existing_replication nothing is made for the destination: leave one of the two out',
    );
  }
  if (settings.destination_caller_arns !== undefined) {
    faults.push(
      'destination_caller_arns: got a list; with adopt_existing_replication nothing is made for the destination: leave one of the two out',
    );
  }
  if (settings.existing_replication !== undefined) {
    faults.push(
      'existing_replication: a configuration is either left to others (adopt_existing_replication) or taken over: leave one of the two out',
    );
  }
  return faults;
}

function existingFaults({ existing_replication: existing }: Settings): readonly string[] {
  const fault = existing === undefined ? undefined : faultOfExisting(existing);
  if (fault === undefined) return [];
  return [`existing_replication: ${fault}`];
}

function overlaps(prefixes: readonly string[]): readonly string[] {
  return prefixes.flatMap((given, index) => {
    const covering = coveringPrefix(prefixes, index);
    if (covering === undefined) return [];
    const what = covering === '' ? 'every key' : `"${covering}"`;
    return [
      `prefixes[${index}]: got "${given}", which ${what} covers already: two rules for one object; leave one of them out`,
    ];
  });
}

/** A settings file holds values; Terraform would evaluate these. */
function expressions(value: unknown, at: string): readonly string[] {
  if (typeof value === 'string') {
    if (!/[$%]\{/.test(value)) return [];
    return [
      `${at}: got ${JSON.stringify(value)}; \${ and %{ begin expressions of Terraform, which a settings file has not`,
    ];
  }
  if (Array.isArray(value)) return value.flatMap((member, index) => expressions(member, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...expressions(key, at),
    ...expressions(member, at === '' ? key : `${at}.${key}`),
  ]);
}
