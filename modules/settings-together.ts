// What is wrong with a settings file although each of its keys is right.
import type { Settings } from './settings';

/** Faults that only several keys together show, in the words of the keys. */
export function faultsTogether(settings: Settings): readonly string[] {
  return [
    ...bucketFaults(settings),
    ...keyFaults(settings),
    ...adoptionFaults(settings),
    ...overlaps(settings.prefixes),
    ...expressions(settings, ''),
  ];
}

function bucketFaults(settings: Settings): readonly string[] {
  const { source_bucket: source, report_bucket: existing, create_report_bucket: create } = settings;
  const destination = settings.replication_destination_bucket_arn;
  const faults: string[] = [];
  if (destination.endsWith(`:${source}`)) {
    faults.push(
      `replication_destination_bucket_arn: got "${destination}", which is source_bucket itself; name another bucket`,
    );
  }
  if ((existing === undefined) === (create === undefined)) {
    const got = existing === undefined ? 'neither' : 'both';
    faults.push(`report_bucket: got ${got} of report_bucket and create_report_bucket; exactly one is needed`);
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
  const keyRegion = replicaKey.split(':')[3];
  if (region !== undefined && keyRegion !== region) {
    faults.push(
      `replication_destination_kms_arn: got "${replicaKey}", a key in ${keyRegion ?? 'no Region'}; ` +
        `one in ${region} is needed, the replication_destination_region`,
    );
  }
  return faults;
}

function adoptionFaults(settings: Settings): readonly string[] {
  if (!settings.adopt_existing_replication || !settings.manage_versioning) return [];
  return [
    'manage_versioning: got true; with adopt_existing_replication the buckets are left as they are: leave one of the two out',
  ];
}

function overlaps(prefixes: readonly string[]): readonly string[] {
  return prefixes.flatMap((given, index) => {
    const covering = prefixes.find(
      (other, at) => at !== index && given.startsWith(other) && (other !== given || at < index),
    );
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
