// Prints what somebody has to make in IAM so that one bucket can be copied to another on S3's side: of whoever copies, and of buckets and
// keys that belong to another account. Sends nothing that changes anything.
import type { RunnerEvent, Telling } from '../../events/events';
import type { PolicyEvent } from '../../events/policy-events';
import { bucketPolicyText, policyText, type PolicyLanguage } from '../../patches/role-text';
import type { CopyUse } from '../../policy/copy/copy-permission';
import {
  copyBucketPolicy,
  copyKeyPolicy,
  copyPolicy,
  type CopyGrant,
  type CopySide,
} from '../../policy/copy/copy-policy';
import type { PolicyDocument } from '../../policy/policy-document';
import { signingGrants } from '../../policy/signing-key';
import type { Engine } from '../../ports/engine';
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { CopyTo, Target } from '../../target/target';
import { partitionOf } from '../../text/arn';
import { shownJson, indentedJson } from '../../text/safe-text';
import { keysOf } from './tell-policies';

const OWNERS = ['caller', 'source-bucket', 'destination-bucket', 'source-key', 'destination-key'] as const;

export type CopyPolicyOwner = (typeof OWNERS)[number];

export interface CopyPolicyOptions {
  /** @default - the caller's, and those of what belongs to another account */
  readonly of?: CopyPolicyOwner;
  readonly language: PolicyLanguage;
  readonly uses: ReadonlySet<CopyUse>;
  /** Key of KMS that signs the certificate. @default - none does */
  readonly signingKey?: string;
  /** User or role that copies. @default - any of the account of the credentials */
  readonly callerArn?: string;
}

type Side = 'source' | 'destination';

const NAME = 's3-backfill-copy';

/** @throws RunnerError `usage` when a copy has nothing of that name */
export function copyPolicyOwner(word: unknown): CopyPolicyOwner | undefined {
  if (word === undefined) return undefined;
  const known = OWNERS.find((owner) => owner === word);
  if (known !== undefined) return known;
  throw new RunnerError('usage', `policy --for copy: got ${shownJson(word)}; ${OWNERS.join(', ')} is allowed`);
}

interface Copier {
  readonly accountId: string;
  /** That a policy of its own may name. */
  readonly arns: readonly string[];
  /** That the policy of a bucket can name. */
  readonly principals: readonly string[];
}

async function copierOf(target: Target, { aws }: Engine, callerArn: string | undefined): Promise<Copier> {
  const arn = callerArn ?? target.identities?.destination?.roleArn;
  if (arn !== undefined) return { accountId: arn.split(':')[4] ?? '', arns: [arn], principals: [arn] };
  const { accountId } = await (aws.destinationIdentity ?? aws.identity).whoAmI();
  const iam = `arn:${partitionOf(target.source.region)}:iam::${accountId}`;
  return { accountId, arns: [`${iam}:user/*`, `${iam}:role/*`], principals: [`${iam}:root`] };
}

async function* grantOf(
  target: Target,
  { bucket, prefix }: CopyTo,
  { arns }: Copier,
  engine: Engine,
  uses: ReadonlySet<CopyUse>,
): AsyncGenerator<RunnerEvent, CopyGrant> {
  const own = target.prefixes?.[0] ?? '';
  const source: CopySide = {
    bucket: target.source.bucket,
    prefix: own,
    keyArns: yield* keysOf(target.source.bucket, engine),
  };
  const destination: CopySide = { bucket, prefix: prefix ?? own, keyArns: yield* keysOf(bucket, engine) };
  return { source, destination, region: target.source.region, uses, principalArns: arns };
}

/** Whether the bucket is the copier's own. Undefined: nobody says. */
async function isOwn(bucket: string, { accountId }: Copier, { aws }: Engine): Promise<boolean | undefined> {
  return aws.bucketSettings.isOwnedBy(bucket, accountId).catch((error: unknown) => {
    if (!isRunnerError(error, 'denied', 'not-found', 'refused')) throw error;
    return undefined;
  });
}

function told(of: PolicyEvent['of'], name: string, policy: PolicyDocument, text: string): PolicyEvent {
  return { kind: 'policy', of, name, policy: { ...policy }, text };
}

async function* bucketPolicy(
  side: Side,
  grant: CopyGrant,
  copier: Copier,
  engine: Engine,
  { of, language }: CopyPolicyOptions,
): AsyncGenerator<RunnerEvent> {
  const { bucket } = grant[side];
  const own = of === undefined ? await isOwn(bucket, copier, engine) : false;
  if (own === true) return;
  const whose =
    own === undefined
      ? `whose the bucket '${bucket}' is, these credentials may not see: if it is of another account than ${copier.accountId}, its policy has to say this`
      : `what the policy of the bucket '${bucket}' has to say to let account ${copier.accountId} in`;
  yield { kind: 'note', detail: `${whose}, beside what it says already: a bucket has one policy` };
  const policy = copyBucketPolicy(side, grant, copier.principals);
  yield told(`${side}-bucket`, bucket, policy, bucketPolicyText(bucket, policy, language));
}

function* keyPolicy(side: Side, grant: CopyGrant, copier: Copier, { of }: CopyPolicyOptions): Generator<RunnerEvent> {
  const [arn] = grant[side].keyArns;
  if (arn === undefined) {
    if (of !== undefined)
      yield { kind: 'note', detail: `no key of KMS that the bucket '${grant[side].bucket}' encrypts by is known` };
    return;
  }
  if (of === undefined && arn.split(':')[4] === copier.accountId) return;
  yield {
    kind: 'note',
    detail: `statements to add to the policy of the key ${arn}; written as the whole of it, they would lock its owner out`,
  };
  // No command and no resource adds to the policy of a key: each writes all of it.
  const policy = copyKeyPolicy(side, grant, copier.principals);
  yield told(`${side}-key`, arn, policy, indentedJson(policy.Statement));
}

/** @throws RunnerError `usage` when the target does not say what is copied, or where to */
export async function* copyPolicyVerb(target: Target, engine: Engine, options: CopyPolicyOptions): Telling {
  const { copyTo } = target;
  if (copyTo === undefined)
    throw new RunnerError(
      'usage',
      'policy --for copy: no destination is named',
      'name it with --destination-bucket, and --destination-prefix where keys change their beginning',
    );
  if (target.prefixes !== undefined && target.prefixes.length > 1)
    throw new RunnerError(
      'usage',
      `policy --for copy: a copy has one prefix, and there are ${target.prefixes.length}`,
      'name one with --prefix, and print a policy for each copy',
    );
  const { of, language, uses } = options;
  const copier = await copierOf(target, engine, options.callerArn);
  const grant = yield* grantOf(target, copyTo, copier, engine, uses);
  const sides = ['source', 'destination'] as const;
  if (of === undefined || of === 'caller') {
    const { signingKey: key } = options;
    const policy = copyPolicy(grant, key === undefined ? [] : signingGrants(key, target.source));
    yield told('caller', NAME, policy, policyText({ name: NAME, policy }, language));
  }
  for (const side of sides) {
    if (of === undefined || of === `${side}-bucket`) yield* bucketPolicy(side, grant, copier, engine, options);
    if (of === undefined || of === `${side}-key`) yield* keyPolicy(side, grant, copier, options);
  }
  return {
    outcome: 'done',
    summary: 'nothing was sent; one identity reads the source and writes the destination',
    transferIds: [],
  };
}
