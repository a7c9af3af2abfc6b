// Prints what somebody has to make in IAM so that a bucket's existing objects can be replicated. Reads the replication rules where
// they may be read; sends nothing that changes anything.
import type { Telling, RunnerEvent } from '../../events/events';
import type { PolicyEvent } from '../../events/policy-events';
import type { NamedPolicy, PolicyLanguage } from '../../patches/role-text';
import { callerPolicy, type GrantedQueries } from '../../policy/caller/caller-policy';
import { routedGrants } from '../../policy/caller/routed-grants';
import type { CopySide } from '../../policy/copy/copy-policy';
import type { CallerUse, CallerVerb } from '../../policy/caller/caller-permission';
import { JOB_SERVICE, jobRolePolicy, REPLICATION_SERVICE, replicationRolePolicy } from '../../policy/role-policies';
import { trustOf, trustOfAccount } from '../../policy/policy-document';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { ReplicationRule } from '../../ports/s3/replication';
import type { BucketPlace, Target } from '../../target/target';
import { partitionOf, roleInArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { shownJson } from '../../text/safe-text';
import { ask, keysOf, toldPolicy } from './tell-policies';

export type PolicyOwner = Extract<
  PolicyEvent['of'],
  'job-role' | 'replication-role' | 'caller' | 'destination-identity'
>;

export interface PolicyOptions {
  /** @default - the first three; the last too, where the destinations have an identity of their own */
  readonly of?: PolicyOwner;
  readonly language: PolicyLanguage;
  /** Verb that the caller's policy is for. @default - one that asks AWS for nothing */
  readonly verb?: CallerVerb | undefined;
  /** What the caller's verb is asked to do beside. */
  readonly uses: ReadonlySet<CallerUse>;
  /** User or role that gets the caller's policy. @default - any of the account */
  readonly callerArn?: string | undefined;
  /** Buckets with inventories and other lists of versions. */
  readonly lists: readonly string[];
  /** What Athena joins. @default - nothing */
  readonly queries?: GrantedQueries | undefined;
  /** Key of KMS by which certificates are signed, or checked. @default - none is */
  readonly signingKey?: string | undefined;
  /** Destination buckets. @default - those of the rules */
  readonly destinations?: readonly string[] | undefined;
}

const ALL: readonly PolicyOwner[] = ['replication-role', 'job-role', 'caller', 'destination-identity'];

/** @throws RunnerError `usage` when there is nothing of that name */
export function policyOwner(word: unknown): PolicyOwner | undefined {
  if (word === undefined) return undefined;
  const known = ALL.find((owner) => owner === word);
  if (known !== undefined) return known;
  throw new RunnerError('usage', `policy: got ${shownJson(word)}; ${ALL.join(', ')} is allowed`);
}

const NEEDING_NOTHING: Readonly<Record<PolicyOwner, string>> = {
  'replication-role': 'the replication role',
  'job-role': 'the job role',
  caller: 'its caller',
  'destination-identity': 'the identity of the destinations',
};

const REPORT_PREFIX = 's3-backfill/reports';
const LONGEST_ROLE_NAME = 64;

interface Facts {
  readonly rules: readonly ReplicationRule[];
  readonly destinations: readonly string[];
  readonly replicationRoleArn?: string;
  readonly sourceKeyArns: readonly string[];
  readonly objectLock: boolean;
  /** Where what other methods copy goes. @default - nothing is handed on */
  readonly routedTo?: readonly CopySide[];
}

async function* factsOf(target: Target, engine: Engine, options: PolicyOptions): AsyncGenerator<RunnerEvent, Facts> {
  const { bucket } = target.source;
  const { buckets, bucketSettings } = engine.aws;
  const replication = yield* ask(
    buckets.replication(bucket),
    'the rules of the bucket are not known; destinations are those that were named',
  );
  const sourceKeyArns = yield* keysOf(bucket, engine);
  const lock = yield* ask(bucketSettings.objectLock(bucket), 'nothing of Object Lock is granted');
  const rules = (replication?.rules ?? []).filter(({ enabled }) => enabled);
  const named = options.destinations ?? [
    ...rules.map(({ destinationBucket }) => destinationBucket),
    ...(replication === undefined ? target.destinations.map((one) => one.bucket) : []),
  ];
  const routedTo: CopySide[] = [];
  for (const name of options.uses.has('routes') ? new Set(named) : [])
    routedTo.push({ bucket: name, keyArns: yield* keysOf(name, engine) });
  return {
    ...(options.uses.has('routes') ? { routedTo } : {}),
    rules,
    destinations: [...new Set(named)],
    sourceKeyArns,
    objectLock: lock !== undefined,
    ...defined({ replicationRoleArn: replication?.roleArn ?? target.replicationRoleArn }),
  };
}

/** Of the role that is named, or one that says whose it is. */
function roleName(arn: string | undefined, beginning: string, bucket: string): string {
  const known = arn === undefined ? undefined : roleInArn(arn)?.name;
  return known ?? `${beginning}-${bucket}`.slice(0, LONGEST_ROLE_NAME);
}

function reportPlace({ source, batchJob }: Target): BucketPlace {
  return batchJob.report ?? { bucket: `${source.bucket}-backfill`, prefix: REPORT_PREFIX };
}

/** The target with the places and the role that are to be made, where none were named. */
function completed(target: Target): Target {
  const { source, batchJob } = target;
  const name = roleName(batchJob.roleArn, 's3-backfill-job', source.bucket);
  const arn = `arn:${partitionOf(source.region)}:iam::${source.accountId}:role/${name}`;
  return { ...target, batchJob: { ...batchJob, report: reportPlace(target), roleArn: batchJob.roleArn ?? arn } };
}

function jobRole(target: Target): NamedPolicy {
  const { source, batchJob } = target;
  return {
    name: roleName(batchJob.roleArn, 's3-backfill-job', source.bucket),
    trust: trustOf(JOB_SERVICE),
    policy: jobRolePolicy(source.bucket, source.region, reportPlace(target), batchJob.manifest),
  };
}

function noDestination({ source }: Pick<Target, 'source'>): RunnerError {
  return new RunnerError(
    'usage',
    `no destination of '${source.bucket}' is known: neither a rule nor a flag names one`,
    'name each with --destination-bucket',
  );
}

/** @throws RunnerError `usage` when no destination is known */
function replicationRole({ source }: Target, facts: Facts): NamedPolicy {
  const { rules, destinations } = facts;
  if (destinations.length === 0) throw noDestination({ source });
  const keyed = rules.filter(({ kmsObjects }) => kmsObjects);
  const replicaKeys = [...new Set(rules.flatMap(({ replicaKmsKeyArn }) => replicaKmsKeyArn ?? []))];
  return {
    name: roleName(facts.replicationRoleArn, 's3-replication', source.bucket),
    trust: trustOf(REPLICATION_SERVICE),
    policy: replicationRolePolicy({
      sourceBucket: source.bucket,
      region: source.region,
      destinations,
      changingOwner: destinations.filter((name) =>
        rules.some(({ destinationBucket, ownerOverride }) => destinationBucket === name && ownerOverride === true),
      ),
      sourceKeys: { arns: keyed.length === 0 ? [] : facts.sourceKeyArns, buckets: [source.bucket] },
      replicaKeys: { arns: replicaKeys, buckets: destinations },
      objectLock: facts.objectLock,
    }),
  };
}

/** Where destinations have an identity of their own, the caller needs nothing of them, and assumes the role that was named. */
function caller(
  target: Target,
  facts: Facts,
  { verb, uses, lists, queries, callerArn, signingKey }: PolicyOptions,
): NamedPolicy | undefined {
  if (verb === undefined) return undefined;
  const { destination } = target.identities ?? {};
  // Of a profile it is the one who assumes the role.
  const assumedRoleArn = destination?.profile === undefined ? destination?.roleArn : undefined;
  const own = destination === undefined ? {} : { side: 'source' as const, ...defined({ assumedRoleArn }) };
  const all = new Set([...uses, ...(assumedRoleArn === undefined ? [] : ['assumed role' as const])]);
  const { routedTo: destinations, sourceKeyArns } = facts;
  const more =
    destinations === undefined ? [] : routedGrants(target, { destinations, sourceKeyArns, ...defined({ callerArn }) });
  return {
    name: `s3-backfill-${verb}`,
    policy: callerPolicy(target, {
      verb,
      lists,
      ...defined({ queries }),
      callerArn,
      signingKey,
      ...facts,
      uses: all,
      ...own,
      more,
    }),
  };
}

function destinationIdentity(target: Target, facts: Facts, { verb, uses }: PolicyOptions): NamedPolicy | undefined {
  if (verb === undefined) return undefined;
  const { roleArn, externalId } = target.identities?.destination ?? {};
  if (facts.destinations.length === 0) throw noDestination(target);
  const policy = callerPolicy(target, { verb, uses, ...facts, side: 'destination' });
  const name = `s3-backfill-${verb}-destination`;
  if (roleArn === undefined) return { name, policy };
  const { accountId, region } = target.source;
  return {
    name: roleInArn(roleArn)?.name ?? name,
    trust: trustOfAccount(accountId, partitionOf(region), externalId),
    policy,
  };
}

/** Undefined: the command asks AWS for nothing. */
function namedPolicy(of: PolicyOwner, target: Target, facts: Facts, options: PolicyOptions): NamedPolicy | undefined {
  switch (of) {
    case 'job-role':
      return jobRole(target);
    case 'replication-role':
      return replicationRole(target, facts);
    case 'caller':
      return caller(target, facts, options);
    case 'destination-identity':
      return destinationIdentity(target, facts, options);
  }
}

function* steps(target: Target): Generator<RunnerEvent> {
  const { source, batchJob } = target;
  const { bucket } = reportPlace(target);
  if (batchJob.report === undefined)
    yield {
      kind: 'note',
      detail: `no report bucket is named: make '${bucket}' in ${source.region}, or name another with --report-bucket`,
    };
}

/** Tells the policies of the roles and of the caller. */
export async function* policyVerb(target: Target, engine: Engine, options: PolicyOptions): Telling {
  const facts = yield* factsOf(target, engine, options);
  const usual = ALL.filter((of) => of !== 'destination-identity' || target.identities?.destination !== undefined);
  const owners = options.of === undefined ? usual : [options.of];
  yield* steps(target);
  const whole = completed(target);
  for (const of of owners) {
    const named = namedPolicy(of, whole, facts, options);
    // IAM takes no policy without a statement.
    if (named === undefined || named.policy.Statement.length === 0) {
      yield {
        kind: 'note',
        detail: `this command asks AWS for nothing that ${NEEDING_NOTHING[of]} would need a permission for`,
      };
      continue;
    }
    yield toldPolicy({ of, ...named }, options.language);
  }
  return {
    outcome: 'done',
    summary:
      'nothing was sent; the job role goes into --role-arn, the replication role into the replication configuration',
    transferIds: [],
  };
}
