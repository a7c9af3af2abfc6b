// Proves that what the rules cover is at the destinations: compares, waits for what is pending if asked to, and makes the
// certificate. Reads only.
import type { Certificate } from '../events/certificate';
import type { Comparison } from '../events/comparisons/comparison';
import { NotKept } from '../evidence/kept/not-kept';
import { takenFrom } from '../evidence/kept/taken-from';
import { awaiting } from '../pacing/awaiting';
import type { Engine } from '../ports/engine';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { RunnerEvent } from '../events/events';
import type { Outcome } from '../events/exit-code';
import { counted } from '../text/figures';
import type { VersionEntry } from '../ports/s3/objects';
import { readRules } from '../replication/read-rules';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Selection } from '../target/selection';
import { together, type LeftGroup } from '../routes/left-groups';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { answerOfAll, extentOf, outcomeOfAll, type Extent } from './comes-to';
import { compare, type Compared } from './compare';
import { obstructed } from './obstructed';
import { startDigest } from './listing-digest';
import type { Expected } from './copies/judge-copy';
import type { EvidenceKeeper } from './kept/evidence-keeper';
import type { ComparedBy } from './look';
import { inRanges } from './ranges/in-ranges';
import { Chosen, listedIn, scopesOf, type Scope, type VerifyTarget } from './scope';
import { comparisonSummary } from '../events/certificate-summary';

/** Versions that were copied in another way. */
export interface Elsewhere {
  readonly versions: readonly ObjectVersionId[];
  /** Bucket that their copies are in. @default - each has become a new version of the source */
  readonly destination?: string;
}

export interface VerifyOptions {
  /** Replicas whose metadata, tags and status are compared; of more, so many at random. @default 10000 */
  readonly sample?: number;
  /** How long versions that S3 is still replicating are waited for. @default 0 */
  readonly waitSeconds?: number;
  /** Buckets to compare with. @default - the destinations of the enabled rules */
  readonly destinations?: readonly string[];
  /** Object versions that are compared, and no other. @default - all that the rules cover under the prefixes */
  readonly chosen?: readonly ObjectVersionId[];
  /** Object versions that were copied in another way: they are not expected by their ids. @default - none was */
  readonly elsewhere?: readonly Elsewhere[];
  /** Which objects were to be copied, of copies that were made one by one; the rest is not expected. @default - every one */
  readonly selection?: Selection;
  /** Versions of the source that are compared with each destination. @default - all */
  readonly most?: number;
  /** What copies were to be, that were made object by object. @default - what a copy is without a word */
  readonly expected?: Expected;
  /** Whether all versions are compared, of copies that were made one by one. @default - the current objects are */
  readonly allVersions?: boolean;
  /** Whether it is as it should be that nothing which is there can be replicated. @default false */
  readonly allowEmpty?: boolean;
  /** Keeps what the comparison rests on, of replicas. @default - nothing is kept */
  readonly evidence?: EvidenceKeeper;
  /** Holds a report against it, which needs what is kept. @default - there is none */
  readonly hold?: HoldAgainst;
}

/**
 * Adds what a report says of the same versions.
 * @param directory in which the comparison is kept
 * @param index of it there
 */
export type HoldAgainst = (
  comparison: Comparison,
  scope: Pick<Scope, 'prefixes'>,
  directory: string,
  index: number,
) => Promise<Comparison>;

/** What the comparison has come to. */
export interface Verified {
  readonly certificate: Certificate;
  readonly outcome: Outcome;
  readonly extent: Extent;
  readonly summary: string;
  /** What is missing since S3 does not replicate it by these rules, and other methods copy. @default - nothing is */
  readonly left?: readonly LeftGroup[];
}

export const DEFAULT_SAMPLE = 10_000;
const PAUSE_MS = 2_000;

/** One that could not be made. */
export function notCompared(scope: Scope, reason: string): Comparison {
  const { destination, rules } = scope;
  const nothing = startDigest().end();
  return {
    destination,
    ruleIds: rules.map(({ id }) => id),
    answer: 'not-compared',
    reason,
    listed: listedIn(scope),
    versions: { compared: 0, same: 0, missing: 0, different: 0, pending: 0, outside: 0, bytes: 0, sameBytes: 0 },
    deleteMarkers: { listed: 0, same: 0, missing: 0, notReplicated: 0 },
    extra: { versions: 0, replicas: 0, others: 0, notLookedAt: 0, deleteMarkers: 0, examples: [] },
    evidence: { how: 'none', looked: 0, of: 0, tags: false, etagNotComparable: 0, statuses: [] },
    findings: [],
    byPrefix: [],
    byClass: [],
    sourceDigest: nothing,
    destinationDigest: nothing,
  };
}

/** Whether S3 is through with every one of `pending`. */
async function isSettled(bucket: string, pending: readonly VersionEntry[], engine: Engine): Promise<boolean> {
  for (const { key, versionId } of pending) {
    const head = await engine.aws.objects.head(bucket, key, versionId);
    if (head?.replicationStatus === 'PENDING') return false;
  }
  return true;
}

function elsewhereFor({ destination: of }: Scope, { elsewhere = [] }: VerifyOptions): Chosen | undefined {
  const versions = elsewhere.flatMap((one) =>
    one.destination === undefined || one.destination === of ? one.versions : [],
  );
  return versions.length === 0 ? undefined : new Chosen(versions);
}

type OneCompared = Pick<Compared, 'comparison' | 'left'>;

/** The same, whose listings are made by several requests at a time. */
function listedInRanges({ aws, random, signal, command }: Engine): ComparedBy {
  const { objects } = aws;
  return {
    ...{ random, signal, command },
    aws: {
      ...defined({ destinationIdentity: aws.destinationIdentity }),
      objects: {
        versions: (bucket, range) => inRanges((part) => objects.versions(bucket, part), range, bucket),
        head: (...asked) => objects.head(...asked),
        tags: (...asked) => objects.tags(...asked),
      },
    },
  };
}

/** Compares, and again once S3 is through with what was pending or `untilMs` has come. */
async function* compareToTheEnd(
  bucket: string,
  scope: Scope,
  { sample = DEFAULT_SAMPLE, most, evidence }: VerifyOptions,
  untilMs: number,
  engine: Engine,
): AsyncGenerator<RunnerEvent, OneCompared> {
  const { clock } = engine;
  const compareBy = (by: ComparedBy): ReturnType<typeof compare> => compare(bucket, scope, sample, by, most);
  // Beneath what is kept of it: evidence has both listings in their order.
  const listed = listedInRanges(engine);
  const isOver = ({ comparison }: Compared): boolean => comparison.versions.pending === 0 || clock.now() >= untilMs;
  for (;;) {
    const compared: Compared = yield* evidence === undefined
      ? compareBy(listed)
      : evidence.keeping(bucket, scope, listed, compareBy, isOver);
    const { comparison, pending, left } = compared;
    if (isOver(compared)) return { comparison, left };
    const detail = `S3 is replicating ${counted(comparison.versions.pending, 'version')}`;
    const look = async (): Promise<true | undefined> => ((await isSettled(bucket, pending, engine)) ? true : undefined);
    yield* awaiting(engine, { look, detail, untilMs, pauseMs: PAUSE_MS, justLooked: true });
  }
}

/** One destination; that it cannot be read is an answer, too. */
async function* compareOne(
  bucket: string,
  scope: Scope,
  options: VerifyOptions,
  untilMs: number,
  engine: Engine,
): AsyncGenerator<RunnerEvent, OneCompared> {
  try {
    return yield* compareToTheEnd(bucket, scope, options, untilMs, engine);
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted' || error instanceof NotKept) throw error;
    const why = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    options.evidence?.uncompared(scope, why);
    return { comparison: notCompared(scope, why), left: [] };
  }
}

/**
 * Compares every version of `target` with its replicas, and tells the certificate.
 * @throws RunnerError `usage` when there is nothing to compare with, `denied` when nobody may say whether there is
 */
export async function* verifyTarget(
  target: VerifyTarget,
  engine: Engine,
  options: VerifyOptions,
): AsyncGenerator<RunnerEvent, Verified> {
  const { source, prefixes } = target;
  const { waitSeconds = 0, destinations, allowEmpty = false } = options;
  const chosen = options.chosen === undefined ? undefined : new Chosen(options.chosen);
  const startedMs = engine.clock.now();
  const { rules, unreadable } = await readRules(target, engine.aws.buckets);
  const scopes = scopesOf(target, rules, destinations).map((scope) => ({
    ...scope,
    ...defined({ chosen, elsewhere: elsewhereFor(scope, options) }),
  }));
  if (scopes.length === 0 && unreadable !== undefined) {
    throw new RunnerError(
      'denied',
      `which destinations '${visible(source.bucket)}' has is not known: its replication rules could not be read (${unreadable}), and no handoff tells them`,
      'grant s3:GetReplicationConfiguration, or name a bucket with --destination-bucket',
    );
  }
  if (unreadable !== undefined) {
    const detail = `the comparison is by the rules of the handoff, for those of S3 could not be read: ${unreadable}`;
    yield { kind: 'note', detail };
  }
  if (scopes.length === 0) {
    throw new RunnerError(
      'usage',
      `no enabled rule of '${visible(source.bucket)}' names a destination: there is nothing to compare with`,
      'enable a rule, or name a bucket with --destination-bucket',
    );
  }
  const found: OneCompared[] = [];
  for (const scope of scopes)
    found.push(yield* compareOne(source.bucket, scope, options, startedMs + waitSeconds * 1000, engine));
  const comparisons: Comparison[] = [];
  for (const [index, { comparison }] of found.entries()) {
    const { hold, evidence } = options;
    const scope = scopes[index];
    const isHeld = hold !== undefined && evidence?.has(index) === true && scope !== undefined;
    comparisons.push(isHeld ? await hold(comparison, scope, evidence.directory, index) : comparison);
  }
  const made: Certificate = {
    ...takenFrom(engine.aws),
    source: { bucket: source.bucket, region: source.region, accountId: source.accountId },
    prefixes: chosen === undefined ? (prefixes ?? []) : [],
    ...(chosen === undefined ? {} : { chosen: chosen.versions }),
    matched: 'by-version-id',
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(engine.clock.now()).toISOString(),
    listing: 'ListObjectVersions',
    answer: answerOfAll(comparisons),
    comparisons,
  };
  const kept = await options.evidence?.end(made, options.sample ?? DEFAULT_SAMPLE);
  const certificate = { ...made, ...defined({ kept }) };
  yield { kind: 'certificate', ...certificate };
  if (kept !== undefined && options.evidence !== undefined) yield options.evidence.told();
  return verifiedBy(certificate, together(found.flatMap((one) => one.left)), allowEmpty);
}

/** What a certificate of replicas comes to. */
export function verifiedBy(certificate: Certificate, left: readonly LeftGroup[], allowEmpty: boolean): Verified {
  const { comparisons } = certificate;
  const summary = comparisons.map(comparisonSummary).join('; ');
  const extent = extentOf(comparisons);
  const none = obstructed(certificate);
  if (none === undefined) return { certificate, outcome: outcomeOfAll(comparisons), extent, summary, left };
  const hint = none.hint === undefined ? '' : ` (${none.hint})`;
  const outcome = allowEmpty ? 'nothing-found' : 'nothing-replicable';
  return { certificate, outcome, extent, summary: `${none.explanation}${hint}; ${summary}`, left };
}
