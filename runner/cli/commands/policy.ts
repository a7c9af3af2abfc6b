// What has to be made in IAM.
import { RunnerError } from '../../ports/errors';
import { shownJson } from '../../text/safe-text';
import { booleanFlag, textFlag, textFlags, type Given } from '../flag-values';
import { POLICY_FLAGS } from '../flags/check-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { say, through, type Commands, type Listener } from './command';
import { offlineWorld, orOffline } from './offline';
import { CALLER_VERBS } from '../../policy/caller/caller-permission';
import type { CopyUse } from '../../policy/copy/copy-permission';
import { grantsOf } from '../../policy/policy-document';
import { signingGrants } from '../../policy/signing-key';
import type { World } from '../../ports/world';
import { isKmsKey } from '../../signing/kms-key';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { s3Address } from '../../text/s3-address';

/** @throws RunnerError `usage` when it is neither a user nor a role */
function principalFlag(given: Given): string | undefined {
  const arn = textFlag(given, 'caller-arn');
  if (arn === undefined || /^arn:[a-z0-9-]+:iam::\d{12}:(user|role)\/[\w+=,.@/-]+$/.test(arn)) return arn;
  throw new RunnerError(
    'usage',
    `--caller-arn: got ${shownJson(arn)}; the ARN of a user or a role is allowed, as in arn:aws:iam::111122223333:role/pipeline`,
    'of a session (arn:aws:sts::…:assumed-role/NAME/…) name the role: aws iam get-role --role-name NAME',
  );
}

/** What a copy is asked to do. A redirect is a header, which whoever reads the object is shown and whoever writes it may set. */
function copyUses(given: Given): ReadonlySet<CopyUse> {
  const keep = textFlags(given, 'keep') ?? [];
  const uses: readonly (readonly [CopyUse, boolean])[] = [
    ['annotations', textFlag(given, 'annotations') !== 'exclude'],
    ['lock', keep.includes('lock')],
    ['acl', keep.includes('acl')],
    ['all versions', booleanFlag(given, 'all-versions')],
    ['delete', booleanFlag(given, 'delete')],
    ['restore', booleanFlag(given, 'route')],
    ['checks', true],
  ];
  return new Set(uses.flatMap(([use, isAsked]) => (isAsked ? [use] : [])));
}

/** Undefined: no key of KMS signs. @throws RunnerError `usage` for a file, which needs no permission in AWS */
function signingKey(given: Given): string | undefined {
  const key = textFlag(given, 'sign-with');
  if (key === undefined || isKmsKey(key)) return key;
  throw new RunnerError(
    'usage',
    `--sign-with: got ${shownJson(key)}; the ARN of a key of KMS or alias/… is allowed`,
    'a private key in a file needs no permission in AWS: leave it out',
  );
}

/** Of the methods that have no place for it in their own policy. */
function saySigning(given: Given, { source }: Pick<Target, 'source'>, renderer: Listener): void {
  const key = signingKey(given);
  if (key === undefined) return;
  const [statement] = grantsOf(signingGrants(key, source)).Statement;
  say(renderer, {
    kind: 'note',
    detail: `for --sign-with the caller needs this statement, too: ${JSON.stringify(statement)}`,
  });
}

/** @throws RunnerError `usage` when there are several */
function onlyDestination(given: Given): string | undefined {
  const all = textFlags(given, 'destination-bucket') ?? [];
  if (all.length <= 1) return all[0];
  throw new RunnerError(
    'usage',
    `--destination-bucket: got ${all.length} of them; a copy has one`,
    'print a policy for each copy',
  );
}

async function ofCopy(given: Given, world: World, renderer: Listener): Promise<number> {
  const [{ startWithTarget }, { copyPolicyOwner, copyPolicyVerb }] = await Promise.all([
    import('../start'),
    import('../../verbs/policies/copy-policy'),
  ]);
  const of = copyPolicyOwner(given['of']);
  const bucket = onlyDestination(given);
  const { engine, target, handoff } = await startWithTarget(given, world);
  say(renderer, handoff);
  const copyTo =
    bucket === undefined ? undefined : { bucket, ...defined({ prefix: textFlag(given, 'destination-prefix') }) };
  const options = {
    ...defined({ of, callerArn: principalFlag(given), signingKey: signingKey(given) }),
    language: (textFlag(given, 'as') ?? 'json') as 'json',
    uses: copyUses(given),
  };
  const telling = copyPolicyVerb({ ...target, ...defined({ copyTo }) }, engine, options);
  return through(telling, renderer).finally(() => engine.aws.close());
}

async function ofBatchCopy(given: Given, world: World, renderer: Listener): Promise<number> {
  const [{ startWithTarget }, { batchCopyPolicyOwner, batchCopyPolicyVerb }] = await Promise.all([
    import('../start'),
    import('../../verbs/policies/batch-copy-policy'),
  ]);
  const of = batchCopyPolicyOwner(given['of']);
  onlyDestination(given);
  const { engine, target, handoff } = await startWithTarget({ ...given, method: 'batch-copy' }, world);
  say(renderer, handoff);
  saySigning(given, target, renderer);
  const options = { ...defined({ of }), language: (textFlag(given, 'as') ?? 'json') as 'json' };
  return through(batchCopyPolicyVerb(target, engine, options), renderer).finally(() => engine.aws.close());
}

async function ofDataSync(given: Given, world: World, renderer: Listener): Promise<number> {
  const [{ startWithTarget }, { dataSyncPolicyOwner, dataSyncPolicyVerb }] = await Promise.all([
    import('../start'),
    import('../../verbs/policies/datasync-policy'),
  ]);
  const of = dataSyncPolicyOwner(given['of']);
  onlyDestination(given);
  const { engine, target, handoff } = await startWithTarget(
    // Has a default here, and means nothing to DataSync.
    { ...given, method: 'datasync', annotations: undefined },
    world,
  );
  say(renderer, handoff);
  saySigning(given, target, renderer);
  const options = { ...defined({ of }), language: (textFlag(given, 'as') ?? 'json') as 'json' };
  return through(dataSyncPolicyVerb(target, engine, options), renderer).finally(() => engine.aws.close());
}

async function ofInventory(given: Given, world: World, renderer: Listener): Promise<number> {
  const [{ startWithTarget }, { inventoryPolicyOwner, inventoryPolicyVerb }] = await Promise.all([
    import('../start'),
    import('../../verbs/policies/inventory-policy'),
  ]);
  inventoryPolicyOwner(given['of']);
  const { engine, target, handoff } = await startWithTarget(
    // Has a default here, and means nothing to functions.
    { ...given, method: 'inventory', annotations: undefined },
    world,
  );
  say(renderer, handoff);
  saySigning(given, target, renderer);
  const language = (textFlag(given, 'as') ?? 'json') as 'json';
  return through(inventoryPolicyVerb(target, engine, language), renderer).finally(() => engine.aws.close());
}

async function printed(given: Given, world: World, renderer: Listener): Promise<number> {
  if (textFlag(given, 'for') === 'copy') return ofCopy(given, world, renderer);
  if (textFlag(given, 'for') === 'batch-copy') return ofBatchCopy(given, world, renderer);
  if (textFlag(given, 'for') === 'datasync') return ofDataSync(given, world, renderer);
  if (textFlag(given, 'for') === 'inventory') return ofInventory(given, world, renderer);
  const [{ startWithTarget }, { policyOwner, policyVerb }, { grantedQueries }] = await Promise.all([
    import('../start'),
    import('../../verbs/policies/policy'),
    import('../verify/granted-queries'),
  ]);
  const of = policyOwner(given['of']);
  const tags = booleanFlag(given, 'job-tags');
  const { engine, target, handoff, athena } = await startWithTarget(given, world);
  say(renderer, handoff);
  const granted = await grantedQueries(given, athena, engine);
  // Buckets of what --survey and --manifest name in S3.
  const places = [
    textFlag(given, 'survey')?.replace(/^inventory:/, ''),
    textFlag(given, 'manifest'),
    textFlag(given, 'source-inventory'),
    textFlag(given, 'destination-inventory'),
  ];
  const named = places.flatMap((place) => (place === undefined ? [] : (s3Address(place)?.bucket ?? [])));
  const lists = [...new Set([...named, ...(granted?.lists ?? [])])];
  // What lies in the buckets of Athena's tables the doctor does not read.
  const read = textFlag(given, 'for') === 'doctor' ? named : lists;
  const options = {
    ...defined({ of }),
    language: (textFlag(given, 'as') ?? 'json') as 'json',
    verb: CALLER_VERBS.find((verb) => verb === (textFlag(given, 'for') ?? 'run')),
    lists,
    queries: granted?.queries,
    signingKey: signingKey(given),
    callerArn: principalFlag(given),
    uses: new Set([
      ...(tags ? ['tags' as const] : []),
      ...(target.batchJob.manifest === undefined ? [] : ['supplied manifest' as const]),
      ...(read.length === 0 ? [] : ['inventory' as const]),
      ...(granted === undefined ? [] : ['athena' as const]),
      ...(booleanFlag(given, 'route') ? ['routes' as const] : []),
      ...(booleanFlag(given, 'canary') ? ['canary' as const] : []),
      ...(signingKey(given) === undefined ? [] : ['signing' as const]),
    ]),
    destinations: textFlags(given, 'destination-bucket'),
  };
  return through(policyVerb(target, engine, options), renderer).finally(() => engine.aws.close());
}

export const POLICY_COMMANDS: Commands = {
  policy: {
    usage: 'policy [of]',
    description: 'print the job role, the replication role, and the policy of the caller of one verb',
    flags: { ...CONNECTION_FLAGS, ...DESTINATION_FLAGS, ...SAYING_FLAGS, ...POLICY_FLAGS },
    examples: [
      ['s3-backfill policy --source-bucket my-bucket --report-bucket my-reports', 'all three, as JSON'],
      ['s3-backfill policy job-role --as hcl', 'the job role, for Terraform'],
      ['s3-backfill policy caller --for run', 'what a pipeline needs that only runs'],
      ['s3-backfill policy caller --for run --route', 'and restores, and copies what is not replicated'],
      [
        's3-backfill policy destination-identity --for verify --as hcl',
        "what --destination-profile or --destination-role-arn needs, in the destination's account",
      ],
      [
        's3-backfill policy --for copy --source-bucket my-bucket --prefix folder/ --destination-bucket my-copies',
        'what whoever copies one bucket to another needs',
      ],
      [
        's3-backfill policy --for batch-copy --source-bucket my-bucket --prefix folder/ --destination-bucket my-copies --report-bucket my-reports',
        'the role of jobs that copy, and what whoever runs them needs',
      ],
      [
        's3-backfill policy --for datasync --source-bucket my-bucket --prefix folder/ --destination-bucket my-copies --report-bucket my-reports',
        'the roles of a task of DataSync, and what whoever starts it needs',
      ],
      [
        's3-backfill policy --for inventory --outputs outputs.json',
        'what whoever has functions copy what an inventory lists needs',
      ],
      [
        's3-backfill policy caller --for verify --engine athena --outputs outputs.json',
        'what whoever has inventories joined by Athena needs',
      ],
      [
        's3-backfill policy --offline --source-bucket my-bucket --destination-bucket my-replica --report-bucket my-reports --region eu-west-1 --account-id 111122223333',
        'the roles by what is said here alone: without credentials, and without a request',
      ],
      ['s3-backfill policy caller --for doctor --canary', 'what the doctor needs that writes a canary and removes it'],
    ],
    run: (given, world, renderer) => orOffline(printed(given, offlineWorld(given, world), renderer)),
  },
};
