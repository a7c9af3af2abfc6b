// What `policy --for copy` grants is enough for all that a copy does, and no action of it is too much: in the emulator, which asks IAM, the
// buckets and KMS for each request.
import { GetObjectCommand, ListObjectsV2Command, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { CopyUse } from '../../../../runner/policy/copy/copy-permission';
import { COPY_PERMISSIONS } from '../../../../runner/policy/copy/copy-permissions';
import {
  copyBucketPolicy,
  copyKeyPolicy,
  copyPolicy,
  type CopyGrant,
} from '../../../../runner/policy/copy/copy-policy';
import type { PolicyDocument, PolicyStatement } from '../../../../runner/policy/policy-document';
import { destroyClients } from '../../../emulator/iam/iam-client';
import { bugs } from '../../../emulator/running';
import { deniedSteps, letGo, putSource } from './copied-all-ways';
import {
  ACCOUNT,
  COPIER,
  FROM,
  HOME,
  letCopier,
  setCopyStage,
  strikeCopy,
  TO,
  type CopyStage,
  type CopyStageOptions,
} from './copy-stage';

const NEWEST: readonly CopyUse[] = ['annotations', 'lock', 'acl', 'delete'];
const VERSIONS: readonly CopyUse[] = [...NEWEST, 'all versions'];

let stage: CopyStage;
const standing: CopyStage[] = [];

afterEach(async () => {
  for (const one of standing.splice(0)) {
    expect(bugs(one.running)).toEqual([]);
    await letGo(one);
    await strikeCopy(one);
  }
});
afterAll(destroyClients);

function grantOf(uses: readonly CopyUse[], keys: Partial<CopyStage['keys']> = stage.keys): CopyGrant {
  const some = (key: string | undefined): readonly string[] => (key === undefined ? [] : [key]);
  return {
    source: { ...FROM, keyArns: some(keys.source) },
    destination: { ...TO, keyArns: some(keys.destination) },
    region: HOME,
    uses: new Set(uses),
    principalArns: [COPIER],
  };
}

async function set(options: CopyStageOptions): Promise<void> {
  stage = await setCopyStage({ full: true, ...options });
  standing.push(stage);
  await putSource(stage);
}

function without(document: PolicyDocument, sid: string, action: string): PolicyDocument {
  const Statement = document.Statement.flatMap((one): readonly PolicyStatement[] => {
    if (one.Sid !== sid) return [one];
    const Action = [one.Action].flat().filter((name) => name !== action);
    return Action.length === 0 ? [] : [{ ...one, Action }];
  });
  return { ...document, Statement };
}

function actionsOf({ Statement }: PolicyDocument): readonly (readonly [sid: string, action: string])[] {
  return Statement.flatMap(({ Sid, Action }) => [Action].flat().map((action) => [Sid, action] as const));
}

/** Granted actions without which nothing was denied. */
async function superfluous(policy: PolicyDocument, ofVersions: boolean): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [sid, action] of actionsOf(policy)) {
    await letCopier(stage, without(policy, sid, action));
    if ((await deniedSteps(stage, ofVersions)).length === 0) found.push(`${sid} ${action}`);
  }
  return found;
}

describe('the policy of whoever copies', () => {
  it.each([
    ['the newest objects', NEWEST],
    ['all versions', VERSIONS],
  ])('lets %s be copied, in every way, and each of its actions is needed', async (_, uses) => {
    await set({});
    const policy = copyPolicy(grantOf(uses));
    const ofVersions = uses.includes('all versions');
    await letCopier(stage, policy);
    expect(await deniedSteps(stage, ofVersions)).toEqual([]);
    expect(await superfluous(policy, ofVersions)).toEqual([]);
  });

  it('lets nobody list, read or write beside the prefixes, whatever characters they have', async () => {
    await set({});
    await stage.source.send(new PutObjectCommand({ Bucket: FROM.bucket, Key: 'ab/secret', Body: 'x' }));
    await letCopier(stage, copyPolicy(grantOf(NEWEST)));
    const s3 = stage.running.s3({ credentials: stage.copier });
    for (const Prefix of [undefined, '', 'ab/', 'a'])
      await expect(s3.send(new ListObjectsV2Command({ Bucket: FROM.bucket, Prefix }))).rejects.toThrow(
        'not authorized',
      );
    await expect(s3.send(new GetObjectCommand({ Bucket: FROM.bucket, Key: 'ab/secret' }))).rejects.toThrow(
      'not authorized',
    );
    const beside = new PutObjectCommand({ Bucket: TO.bucket, Key: 'archive/b', Body: 'x' });
    await expect(s3.send(beside)).rejects.toThrow('not authorized');
  });

  it('grants nothing that deletes, locks or opens, and nothing of versions, unless that is asked for', async () => {
    await set({});
    const words = actionsOf(copyPolicy(grantOf(['annotations']))).join();
    expect(words).not.toMatch(/Delete|Lock|Retention|LegalHold|Acl|Version/);
    expect(actionsOf(copyPolicy(grantOf([]))).join()).not.toContain('Annotation');
  });

  it('says nothing of KMS where no key is known', async () => {
    await set({});
    expect(JSON.stringify(copyPolicy(grantOf(VERSIONS, {})))).not.toContain('kms:');
  });
});

describe('of a bucket that belongs to another account', () => {
  it.each(['source', 'destination'] as const)(
    'the policy lets the copier in to a %s, action by action, and without it nothing is let in',
    async (side) => {
      await set({ theirs: side });
      const grant = grantOf(NEWEST);
      await letCopier(stage, copyPolicy(grant));
      expect(await deniedSteps(stage, false)).toContain('copy it');
      const policy = copyBucketPolicy(side, grant, [COPIER]);
      const owner = stage[side];
      const put = (document: PolicyDocument): Promise<unknown> =>
        owner.send(new PutBucketPolicyCommand({ Bucket: grant[side].bucket, Policy: JSON.stringify(document) }));
      await put(policy);
      expect(await deniedSteps(stage, false)).toEqual([]);
      for (const [sid, action] of actionsOf(policy)) {
        await put(without(policy, sid, action));
        expect({ action, denied: await deniedSteps(stage, false) }).not.toEqual({ action, denied: [] });
      }
    },
  );

  it('lets an account in by its root, so that its own policies decide', async () => {
    await set({ theirs: 'source' });
    const grant = grantOf(NEWEST);
    await letCopier(stage, copyPolicy(grant));
    const policy = copyBucketPolicy('source', grant, [`arn:aws:iam::${ACCOUNT}:root`]);
    await stage.source.send(new PutBucketPolicyCommand({ Bucket: FROM.bucket, Policy: JSON.stringify(policy) }));
    expect(await deniedSteps(stage, false)).toEqual([]);
  });

  it('has nothing to say of how the bucket is set up', async () => {
    await set({});
    const policy = copyBucketPolicy('destination', grantOf([...NEWEST, 'checks']), [COPIER]);
    expect(JSON.stringify(policy)).not.toMatch(/Policy"|Encryption|Ownership|Replication/);
  });
});

it.each(['source', 'destination'] as const)(
  'the policy of the %s key lets the copier use it, where the key leaves nothing to IAM',
  async (side) => {
    await set({});
    const grant = grantOf(NEWEST);
    await letCopier(stage, copyPolicy(grant));
    const administration = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: ['kms:Put*', 'kms:Get*', 'kms:Describe*', 'kms:Create*'],
      Resource: '*',
    };
    const put = (statements: readonly object[]): Promise<unknown> =>
      stage.kms.send(
        new PutKeyPolicyCommand({
          KeyId: stage.keys[side],
          PolicyName: 'default',
          Policy: JSON.stringify({ Version: '2012-10-17', Statement: [administration, ...statements] }),
        }),
      );
    await put([]);
    expect(await deniedSteps(stage, false)).toContain('copy it');
    await put(copyKeyPolicy(side, grant, [COPIER]).Statement);
    expect(await deniedSteps(stage, false)).toEqual([]);
  },
);

it('each permission says why, what happens without, and for which call', () => {
  const silent = COPY_PERMISSIONS.filter(
    ({ because, without: lost, calls }) => because === '' || lost === '' || calls.length === 0,
  );
  expect(silent).toEqual([]);
});
