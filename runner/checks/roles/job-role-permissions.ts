import { bucketArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { exampleNeeds } from './example-needs';
import { judgeNeeds, type Need } from './judge-permissions';
import { requestedRegion, roleContext, OF_S3_ITSELF } from '../asked/role-context';
import { probeKey } from '../asked/probe-key';
import { prefixesOfRules } from '../../replication/prefix-coverage';
import type { Check } from '../check';
import { JOB_ROLE_NEEDS, type NeededOn, type NeededPermission } from '../../policy/role-needs';

interface Place {
  readonly bucket: string;
  /** Key; absent: the bucket itself. */
  readonly key?: string;
  /** After the bucket's ARN. */
  readonly pattern: string;
}

/** Of every report S3 writes these, whatever the job's id: a role may be let write them and nothing else. */
function filesOfReport({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): readonly Place[] {
  const folder = prefix === '' ? '' : `${prefix}/`;
  const job = `${folder}job-${probeKey('')}`;
  const files = [`${job}/manifest.json`, `${job}/manifest.json.md5`, `${job}/results/${probeKey('')}.csv`];
  return files.map((key) => ({ bucket, key, pattern: `/${folder}*` }));
}

const WITHOUT_CODE: Partial<Readonly<Record<NeededOn, string>>> = {
  'report objects': 'the job would fail: its report could not be written',
  'manifest objects': 'the job would fail: its manifest could not be kept',
};

/** Of a manifest that the runner writes, the job only reads; there is nothing for it to generate or to keep. */
function isForGenerating({ on, action }: NeededPermission): boolean {
  return on === 'source bucket' || (on === 'manifest objects' && action === 's3:PutObject');
}

async function places({ target, rules }: CheckContext): Promise<Partial<Record<NeededOn, readonly Place[]>>> {
  const { source, batchJob, prefixes } = target;
  const { report, manifest } = batchJob;
  const below = ({ bucket, prefix }: { bucket: string; prefix: string }): Place => {
    const folder = prefix === '' ? '' : `${prefix}/`;
    return { bucket, key: probeKey(folder), pattern: `/${folder}*` };
  };
  return {
    'source bucket': [{ bucket: source.bucket, pattern: '' }],
    'source objects': prefixesOfRules(await rules(), prefixes).map((prefix) => ({
      bucket: source.bucket,
      key: probeKey(prefix),
      pattern: `/${prefix}*`,
    })),
    ...(report === undefined ? {} : { 'report objects': filesOfReport(report) }),
    ...(manifest === undefined ? {} : { 'manifest objects': [below(manifest)] }),
  };
}

/** All that the role is asked for, whether it is there or not. */
export async function needsOfJobRole(context: CheckContext, roleArn: string): Promise<readonly Need[]> {
  const { target, bucketPolicy, accountOf } = context;
  const where = await places(context);
  const all = context.suppliesManifest ? JOB_ROLE_NEEDS.filter((need) => !isForGenerating(need)) : JOB_ROLE_NEEDS;
  const wanted = all.flatMap((need) => (where[need.on] ?? []).map((place) => ({ need, place })));
  const needs = wanted.map(async ({ need, place }): Promise<Need> => {
    const arn = bucketArn(place.bucket, target.source.region);
    const accountId = await accountOf(place.bucket);
    return {
      action: need.action,
      resource: place.key === undefined ? arn : `${arn}/${place.key}`,
      pattern: `${arn}${place.pattern}`,
      context: {
        ...(await roleContext(roleArn, context)),
        ...OF_S3_ITSELF,
        'aws:ResourceAccount': accountId,
        's3:ResourceAccount': accountId,
        ...requestedRegion(await context.regionOf(place.bucket)),
        // Reports and manifests are written with SSE-S3, whatever the bucket's default is.
        's3:x-amz-server-side-encryption': need.action === 's3:PutObject' ? 'AES256' : null,
        's3:x-amz-server-side-encryption-aws-kms-key-id': null,
      },
      without:
        need.code === undefined
          ? (WITHOUT_CODE[need.on] ?? 'the job would fail before its first task')
          : `every task would fail with ${need.code}`,
      resourcePolicy: {
        place: { policy: 'bucket', of: place.bucket },
        text: await bucketPolicy(place.bucket),
        accountId,
      },
    };
  });
  return Promise.all(needs);
}

/** All that the job role does, asked before the job: S3 would say so task by task, or fail the job. */
export const jobRolePermissionsCheck: Check = {
  id: 'job-role-permissions',
  title: 'job role may do what a job does',
  async run(context) {
    const { roleArn } = context.target.batchJob;
    if (roleArn === undefined || !(await context.mayExist(roleArn))) return [];
    const needs = await needsOfJobRole(context, roleArn);
    const role = { title: 'job role', own: context.own(roleArn) };
    // Only what is initiated is of the objects themselves.
    const ofObjects = needs.filter(({ action }) => action === 's3:InitiateReplication');
    return judgeNeeds(needs, role, {
      some: await exampleNeeds(ofObjects, context),
      each: (some) => exampleNeeds(some, context, true),
    });
  },
};
