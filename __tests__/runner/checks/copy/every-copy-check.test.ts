// What the checks before a copy say, and what becomes of the copy: the same thing, for one broken thing after another, in the emulator.
import { DisableKeyCommand } from '@aws-sdk/client-kms';
import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { checkContext } from '../../../../runner/checks/asked/asked-once';
import type { IntendedRun } from '../../../../runner/checks/asked/intended-run';
import { COPY_CHECKS } from '../../../../runner/checks/copy/every-copy-check';
import { preflight } from '../../../../runner/checks/preflight';
import type { CheckEvent } from '../../../../runner/events/check-events';
import type { CopyUse } from '../../../../runner/policy/copy/copy-permission';
import { copyBucketPolicy, copyPolicy, type CopyGrant } from '../../../../runner/policy/copy/copy-policy';
import type { PolicyStatement } from '../../../../runner/policy/policy-document';
import type { Aws } from '../../../../runner/ports/aws';
import { isRunnerError } from '../../../../runner/ports/errors';
import type { Target } from '../../../../runner/target/target';
import { destroyClients } from '../../../emulator/iam/iam-client';
import { bugs } from '../../../emulator/running';
import {
  ACCOUNT,
  awsOfCopier,
  COPIER,
  encryptBy,
  FROM,
  HOME,
  letCopier,
  setCopyStage,
  strikeCopy,
  TO,
  type CopyStage,
  type CopyStageOptions,
} from '../../policy/copy/copy-stage';

interface Setup extends CopyStageOptions {
  readonly name: string;
  /** @default - the copy of the stage */
  readonly target?: Partial<Pick<Target, 'prefixes' | 'copyTo' | 'source'>>;
  readonly uses?: readonly CopyUse[];
  /** Actions that the copier lacks, by the statement. @default - none */
  readonly lacks?: readonly string[];
  /** Whether its policy ends at the prefixes. @default false */
  readonly narrow?: boolean;
  /** Beside that. */
  readonly before?: (stage: CopyStage, grant: CopyGrant) => Promise<unknown>;
  /** Whether a bucket of another account lets the copier in. @default true */
  readonly letIn?: boolean;
}

const SOURCE = { bucket: FROM.bucket, region: HOME, accountId: ACCOUNT };
const standing: { readonly stage: CopyStage; readonly aws: Aws }[] = [];

afterEach(async () => {
  for (const { stage, aws } of standing.splice(0)) {
    aws.close();
    expect(bugs(stage.running)).toEqual([]);
    await strikeCopy(stage);
  }
});
afterAll(destroyClients);

const deny = (side: 'source' | 'destination', Action: string) => (stage: CopyStage) => {
  const { bucket } = side === 'source' ? FROM : TO;
  const statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action, Resource: `arn:aws:s3:::${bucket}/*` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return stage[side].send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
};

/** Both buckets encrypt by their keys, and what is copied is under one. */
const keyed = async ({ source, destination, keys }: CopyStage): Promise<void> => {
  await encryptBy(source, FROM.bucket, keys.source);
  await encryptBy(destination, TO.bucket, keys.destination);
};

const put = ({ source }: CopyStage): Promise<unknown> =>
  source.send(new PutObjectCommand({ Bucket: FROM.bucket, Key: `${FROM.prefix}one`, Body: 'x', Tagging: 'a=1' }));

async function set(setup: Setup): Promise<{ readonly stage: CopyStage; readonly aws: Aws; readonly target: Target }> {
  const { narrow = false, lacks = [], uses = ['annotations'], before, theirs, letIn = true } = setup;
  const stage = await setCopyStage(setup);
  const wide = { prefix: '' };
  const grant: CopyGrant = {
    source: { ...FROM, ...(narrow ? {} : wide), keyArns: [stage.keys.source] },
    destination: { ...TO, ...(narrow ? {} : wide), keyArns: [stage.keys.destination] },
    region: HOME,
    uses: new Set([...uses, 'checks']),
    principalArns: [COPIER],
  };
  await before?.(stage, grant);
  await put(stage);
  if (theirs !== undefined && letIn) {
    const Policy = JSON.stringify(copyBucketPolicy(theirs, grant, [COPIER]));
    await stage[theirs].send(new PutBucketPolicyCommand({ Bucket: grant[theirs].bucket, Policy }));
  }
  const Statement = copyPolicy(grant).Statement.flatMap((one): readonly PolicyStatement[] => {
    const Action = [one.Action].flat().filter((action) => !lacks.includes(`${one.Sid} ${action}`));
    return Action.length === 0 ? [] : [{ ...one, Action }];
  });
  await letCopier(stage, { Statement });
  const aws = await awsOfCopier(stage);
  standing.push({ stage, aws });
  const target = {
    source: SOURCE,
    prefixes: [FROM.prefix],
    copyTo: TO,
    destinations: [],
    rules: [],
    batchJob: {},
    ...setup.target,
  };
  return { stage, aws, target };
}

async function checked(target: Target, aws: Aws, run: IntendedRun): Promise<readonly CheckEvent[]> {
  const events: CheckEvent[] = [];
  try {
    for await (const event of preflight(target, aws, { checks: COPY_CHECKS, run }))
      if (event.kind === 'check') events.push(event);
  } catch (error) {
    if (!isRunnerError(error, 'preflight')) throw error;
  }
  return events;
}

const lines = (events: readonly CheckEvent[], answer: CheckEvent['answer']): readonly string[] =>
  events.filter((event) => event.answer === answer).map(({ check, detail }) => `${check}: ${detail}`);

/** What becomes of a copy: how many objects it writes. */
async function copies({ source, prefixes, copyTo }: Target, aws: Aws): Promise<number | string> {
  const [from, to] = [prefixes?.[0] ?? '', copyTo?.prefix ?? ''];
  const bucket = copyTo?.bucket ?? '';
  let written = 0;
  try {
    await aws.objects.below(bucket, to, 1);
    for await (const page of aws.copying.objects(source.bucket, { prefix: from }))
      for (const { key, etag } of page) {
        const place = { bucket, key: to + key.slice(from.length) };
        const order = { from: { bucket: source.bucket, key, etag }, to: place, onto: 'nothing' } as const;
        await aws.copying.copy({ ...order, storageClass: 'STANDARD', annotations: 'copy' });
        written += 1;
      }
    return written;
  } catch (error) {
    if (!isRunnerError(error)) throw error;
    return error.kind;
  }
}

interface Broken extends Setup {
  /** @default 'wrong' */
  readonly answer?: CheckEvent['answer'];
  readonly says: RegExp;
  /** @default 'denied' */
  readonly becomes?: number | string;
}

const BROKEN: readonly Broken[] = [
  {
    name: 'the prefix is misspelt',
    target: { prefixes: ['a/'] },
    says: /^copy-prefix: there is no object under 'a\/' in 'copied-from'/,
    becomes: 0,
  },
  {
    name: 'there is no source',
    target: { source: { ...SOURCE, bucket: 'nowhere-at-all' } },
    says: /^copy-buckets: there is no source bucket 'nowhere-at-all'/,
    becomes: 'not-found',
  },
  {
    name: 'there is no destination',
    target: { copyTo: { bucket: 'nowhere-at-all', prefix: '' } },
    says: /^copy-buckets: there is no destination bucket 'nowhere-at-all'/,
    becomes: 'not-found',
  },
  {
    name: 'source and destination are the same place',
    target: { copyTo: { bucket: FROM.bucket } },
    says: /^copy-place: source and destination are the same place/,
  },
  {
    name: 'the destination lies within the source',
    target: { copyTo: { bucket: FROM.bucket, prefix: `${FROM.prefix}copies/` } },
    says: /^copy-place: the destination .* lies within the source .* copied again$/,
    becomes: 'denied',
  },
  {
    name: 'the policy of the source denies reading',
    before: deny('source', 's3:GetObject'),
    says: /^copy-permissions: the copier \S+ may not do s3:GetObject on \S+: the policy of the bucket 'copied-from' denies it/,
  },
  {
    name: 'the policy of the destination denies writing',
    before: deny('destination', 's3:PutObject'),
    says: /^copy-permissions: the copier \S+ may not do s3:PutObject on \S+: the policy of the bucket 'copied-to' denies it/,
  },
  {
    name: 'the policy of the destination denies tags',
    before: deny('destination', 's3:PutObjectTagging'),
    says: /^copy-permissions: the copier \S+ may not do s3:PutObjectTagging on \S+: the policy of the bucket 'copied-to' denies/,
  },
  {
    name: 'the copier lacks s3:PutObject',
    lacks: ['DestinationObjects s3:PutObject'],
    says: /^copy-permissions: the copier \S+ lacks s3:PutObject on arn:aws:s3:::copied-to\/archive\/a\/\*: none of its policies/,
  },
  {
    name: 'the copier lacks s3:GetObjectTagging',
    lacks: ['SourceObjects s3:GetObjectTagging'],
    says: /^copy-permissions: the copier \S+ lacks s3:GetObjectTagging on arn:aws:s3:::copied-from/,
  },
  {
    name: 'the copier may not list the destination',
    lacks: ['DestinationListing s3:ListBucket'],
    says: /^copy-listing: the destination 'copied-to' under 'archive\/a\/' may not be listed, which is how a copy begins/,
  },
  {
    name: 'the copier may use another prefix alone',
    narrow: true,
    target: { copyTo: { bucket: TO.bucket, prefix: 'elsewhere/' } },
    says: /^copy-permissions: the copier \S+ lacks .*s3:PutObject.* on arn:aws:s3:::copied-to\/elsewhere\/\*/,
  },
  {
    name: 'the copier may not decrypt by the key of the source',
    before: keyed,
    lacks: ['SourceKey kms:Decrypt'],
    says: /^copy-key-permissions: the copier \S+ lacks kms:Decrypt on arn:aws:kms:\S+: none of its policies/,
  },
  {
    name: 'the copier may not encrypt by the key of the destination',
    before: keyed,
    lacks: ['DestinationKey kms:GenerateDataKey'],
    says: /^copy-key-permissions: the copier \S+ lacks kms:GenerateDataKey on arn:aws:kms:\S+: none of its policies/,
  },
  {
    name: 'the key of the destination is disabled',
    before: async (stage) => {
      await keyed(stage);
      await stage.kms.send(new DisableKeyCommand({ KeyId: stage.keys.destination }));
    },
    says: /^copy-keys: the key \S+ of the destination bucket 'copied-to' is Disabled: copies would fail with KMS.DisabledException/,
    becomes: 'refused',
  },
  {
    name: 'the source is of another account, and lets nobody in',
    theirs: 'source',
    letIn: false,
    says: /^copy-listing: the source 'copied-from' under 'a\*\/' may not be listed/,
  },
  {
    name: 'the destination is of another account, and lets nobody in',
    theirs: 'destination',
    letIn: false,
    says: /^copy-listing: the destination 'copied-to' under 'archive\/a\/' may not be listed/,
  },
  {
    name: 'ACLs are to be kept at a destination that has them switched off',
    uses: ['annotations', 'acl'],
    says: /^copy-acls: ACLs are to be kept, and they are switched off in 'copied-to'/,
    becomes: 1,
  },
  {
    name: 'ACLs are to be kept at a destination of another account that has them switched off',
    theirs: 'destination',
    uses: ['annotations', 'acl'],
    // Nobody but the owner of the bucket is told.
    answer: 'could-not-check',
    says: /^copy-acls: .*s3:GetBucketOwnershipControls/,
    becomes: 1,
  },
  {
    name: 'all versions are to be copied to a destination that keeps none',
    uses: ['annotations', 'all versions'],
    says: /^copy-versioning: all versions are to be copied, and versioning of the destination bucket 'copied-to' is not enabled/,
    // The copy that is tried is one of the current versions, by permissions for versions alone.
    becomes: 'denied',
  },
];

const GOOD: readonly Setup[] = [
  { name: 'two buckets of one account' },
  { name: 'with a policy that ends at the prefixes', narrow: true },
  { name: 'with a key on each side', before: keyed },
  { name: 'from a bucket of another account, which lets the copier in', theirs: 'source' },
  { name: 'to a bucket of another account, which lets the copier in', theirs: 'destination', narrow: true },
  { name: 'keys that stay as they are', target: { copyTo: { bucket: TO.bucket } } },
  { name: 'with locks and ACLs', full: true, uses: ['annotations', 'lock', 'acl'] },
];

describe('a copy in which one thing is wrong', () => {
  it.each(BROKEN.map((one) => [one.name, one] as const))('%s', async (_, setup) => {
    const { aws, target } = await set(setup);
    const events = await checked(target, aws, { copyUses: setup.uses ?? ['annotations'] });
    expect(lines(events, setup.answer ?? 'wrong')).toContainEqual(expect.stringMatching(setup.says));
    expect(await copies(target, aws)).toBe(setup.becomes ?? 'denied');
    for (const { answer, fix, patch } of events)
      if (answer === 'wrong')
        expect([fix, patch?.text]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
  });
});

describe('a copy that works', () => {
  it.each(GOOD.map((one) => [one.name, one] as const))('%s', async (_, setup) => {
    const { aws, target } = await set(setup);
    const events = await checked(target, aws, { copyUses: setup.uses ?? ['annotations'] });
    expect(lines(events, 'wrong')).toEqual([]);
    // Only of what another account has nobody can be certain.
    if (setup.theirs === undefined) expect(lines(events, 'could-not-check')).toEqual([]);
    expect(await copies({ ...target, copyTo: TO }, aws)).toBe(1);
  });
});

it('every check has a setup in which it says what is wrong', () => {
  const said = new Set(BROKEN.map(({ says }) => /^\^([a-z-]+):/.exec(says.source)?.[1]));
  expect(COPY_CHECKS.map(({ id }) => id).filter((id) => !said.has(id))).toEqual([]);
});

it('no check of a copy has anything to say of what is none', async () => {
  const { aws, target } = await set({ name: 'none' });
  const context = checkContext({ source: target.source, destinations: [], rules: [], batchJob: {} }, aws);
  expect((await Promise.all(COPY_CHECKS.map((check) => check.run(context)))).flat()).toEqual([]);
});
