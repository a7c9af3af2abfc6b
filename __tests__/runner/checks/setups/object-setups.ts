// Setups in which objects, replicas or manifests are what stands against the job.
import * as S3 from '@aws-sdk/client-s3';
import type { CreateJobCommandInput } from '@aws-sdk/client-s3-control';
import { csvManifest } from '../../../emulator/job-on-stage';
import {
  allow,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  REPORTS,
  SOURCE,
  type Stage,
  without,
} from '../../../emulator/stage';
import type { IntendedRun } from '../../../../runner/checks/asked/intended-run';
import { userWith, type Broken } from './broken';

const MANIFEST = { manifest: { bucket: REPORTS, prefix: '' } };
const COMPLETED: IntendedRun = { selection: { statuses: ['COMPLETED'] } };
const LATEST: IntendedRun = { selection: { latestOnly: true } };

export async function switchAclsOn(client: S3.S3Client, Bucket: string): Promise<void> {
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await client.send(new S3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
}

/** Another account writes an object, with this ACL. */
export async function putByOther(stage: Stage, ACL: S3.ObjectCannedACL): Promise<void> {
  await switchAclsOn(stage.s3, SOURCE);
  const statement = allow(['s3:PutObject', 's3:PutObjectAcl'], `arn:aws:s3:::${SOURCE}/*`);
  await putBucketPolicy(stage.s3, SOURCE, [{ ...statement, Principal: { AWS: '444455556666' } }]);
  const other = stage.running.s3({ credentials: stage.running.credentials(1) });
  await other.send(new S3.PutObjectCommand({ Bucket: SOURCE, Key: 'of-other', Body: 'x', ACL }));
}

/** Replicas of three objects of a folder, of which one is deleted by its version id. */
async function deleteOneOfThree(stage: Stage): Promise<void> {
  await putRules(stage);
  const ids = [await put(stage, 'f/1'), await put(stage, 'f/2'), await put(stage, 'f/3')];
  await stage.running.emulator.idle();
  await stage.away.send(new S3.DeleteObjectCommand({ Bucket: REPLICAS, Key: 'f/2', VersionId: ids[1] }));
}

const notPublic = (stage: Stage): Promise<unknown> =>
  stage.away.send(new S3.DeletePublicAccessBlockCommand({ Bucket: REPLICAS }));

async function putPublic(stage: Stage): Promise<void> {
  await switchAclsOn(stage.s3, SOURCE);
  await switchAclsOn(stage.away, REPLICAS);
  await stage.s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket: SOURCE }));
  await put(stage, 'plain');
  await put(stage, 'public', { ACL: 'public-read' });
}

export const encryptReports = ({ s3 }: Stage): Promise<unknown> =>
  s3.send(
    new S3.PutBucketEncryptionCommand({
      Bucket: REPORTS,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    }),
  );

/** Of the current version of `plain`. */
export async function manifestOf(stage: Stage, versionId?: string): Promise<Partial<CreateJobCommandInput>> {
  const { VersionId = '' } = await stage.s3.send(new S3.HeadObjectCommand({ Bucket: SOURCE, Key: 'plain' }));
  return { Manifest: await csvManifest(stage, [[SOURCE, 'plain', versionId ?? VersionId]]) };
}

/** An object that has lain untouched for so long that Intelligent-Tiering has archived it. */
async function putTiered(stage: Stage): Promise<void> {
  const Body = Buffer.alloc(128 * 1024);
  await put(stage, 'cold', { StorageClass: 'INTELLIGENT_TIERING', Body });
  await stage.s3.send(
    new S3.PutBucketIntelligentTieringConfigurationCommand({
      Bucket: SOURCE,
      Id: 'archive',
      IntelligentTieringConfiguration: {
        Id: 'archive',
        Status: 'Enabled',
        Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 90 }],
      },
    }),
  );
}

const GONE = '3sL4kqtJlcpXroDTDmJ_rmSpXd3dIbrH';

export const OBJECT_SETUPS: readonly Broken[] = [
  {
    name: 'one replica of three was deleted by its version id, and the run takes COMPLETED versions',
    objects: deleteOneOfThree,
    rules: () => Promise.resolve(),
    run: () => COMPLETED,
    checks: ['replicas'],
    found:
      /^replicas wrong: 1 version of what was looked at is COMPLETED and not in 'replicas-of-stage', 'f\/2' for example, while older and newer ones .*DstObjectHardDeleted/,
    after: /^DstObjectHardDeleted$/,
  },
  {
    name: 'one replica of three was deleted by its version id, and the run takes no COMPLETED versions',
    objects: deleteOneOfThree,
    rules: () => Promise.resolve(),
    checks: [],
    found:
      /^replicas could-not-check: 1 version .*'f\/2' for example\. If this destination is new, it needs --replication-status COMPLETED\. If .*DstObjectHardDeleted/,
  },
  {
    name: 'versions have FAILED before, and S3 does not say why',
    objects: async (stage) => {
      await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
      await putRules(stage);
      await put(stage, 'lost');
      await stage.running.emulator.idle();
      await putRolePolicy(stage.iam, 'replication', REPLICATION_STATEMENTS);
    },
    rules: () => Promise.resolve(),
    checks: [],
    found: /^replicas could-not-check: 1 version .* is FAILED and not in 'replicas-of-stage', 'lost' for example/,
  },
  {
    name: 'an object of another account lets the bucket owner read it, and not its ACL',
    objects: (stage) => putByOther(stage, 'bucket-owner-read'),
    checks: ['ownership'],
    found: /^ownership wrong: .*the ACLs of 1 of 1 looked at do not let the bucket owner read/,
    after: /^SrcGetAclNotPermitted$/,
  },
  {
    name: 'an object of another account whose ACL may not be read',
    objects: (stage) => putByOther(stage, 'private'),
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:GetBucket*', 's3:GetReplicationConfiguration', 's3:List*', 's3:GetObjectVersion'], '*'),
        allow(['iam:Get*', 'iam:List*', 'iam:PassRole', 'iam:SimulatePrincipalPolicy'], '*'),
        allow(['s3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging'], '*'),
      ]),
    checks: [],
    found: /^ownership could-not-check: 1 of 1 version listed .* their ACLs could not be read/,
    after: /^SrcGetAclNotPermitted$/,
  },
  {
    name: 'an object is public, and only the account of the destination may block public ACLs',
    objects: putPublic,
    break: notPublic,
    checks: [],
    found: /^copied-acls could-not-check: .*1 of 2 object versions looked at, 'public' for example, has a public one/,
  },
  {
    name: 'all objects are in an archive tier of Intelligent-Tiering',
    objects: putTiered,
    break: (stage) => {
      const version = stage.running.emulator.world.buckets.get(SOURCE)?.versions.current('cold');
      if (version === undefined) throw new Error('the object is not there');
      Object.assign(version, { lastModifiedMs: version.lastModifiedMs - 100 * 24 * 3_600_000 });
      return Promise.resolve();
    },
    checks: ['source-objects'],
    found: /^source-objects wrong: nothing .* can be replicated, because the one object version looked at is archived/,
    after: /no keys matching/,
  },
  {
    name: 'the manifest lists a version that is gone',
    handoff: () => MANIFEST,
    run: () => ({ choose: () => Promise.resolve([{ key: 'plain', versionId: GONE }]) }),
    checks: ['source-objects'],
    found:
      /^source-objects wrong: 1 of 1 object version looked at, of 1 chosen, is not in 'source-of-stage'.*SrcVersionNotFound, or SrcKeyNotFound$/,
    order: (stage) => manifestOf(stage, GONE),
    after: /^SrcVersionNotFound$|^SrcObjectNotFound$/,
  },
  {
    name: 'the bucket for the manifest that the run writes encrypts with SSE-KMS',
    break: encryptReports,
    handoff: () => MANIFEST,
    run: () => LATEST,
    checks: ['manifest-encryption'],
    found: /^manifest-encryption wrong: the manifest bucket 'reports-of-stage' encrypts with SSE-KMS \(aws:kms\)/,
    order: (stage) => manifestOf(stage),
    after: /manifest/,
  },
  {
    name: 'the job role cannot read the manifest that the run writes',
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [
        allow('s3:InitiateReplication', `arn:aws:s3:::${SOURCE}/*`),
        allow('s3:PutObject', `arn:aws:s3:::${REPORTS}/*`),
      ]),
    handoff: () => MANIFEST,
    run: () => LATEST,
    checks: ['job-role-permissions'],
    found:
      /^job-role-permissions wrong: .* lacks s3:GetObject, s3:GetObjectVersion on arn:aws:s3:::reports-of-stage\/\*/,
    order: (stage) => manifestOf(stage),
    after: /^Reading the manifest is forbidden: AccessDenied$/,
  },
];
