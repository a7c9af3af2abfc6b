// One pass over source and destination: both listings side by side, and a closer look where they do not say enough.
// Memory holds the versions of a few keys, the sample, and counts.
import type { Comparison, ComparisonAnswer, MarkerCounts } from '../events/comparisons/comparison';
import { NOTHING_TO_COMPARE } from '../events/certificate-summary';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { RunnerEvent } from '../events/events';
import type { VersionEntry } from '../ports/s3/objects';
import type { LeftGroup } from '../routes/left-groups';
import { counted } from '../text/figures';
import { startDigest } from './listing-digest';
import { sideBySide, type KeyOnBothSides } from './listings';
import { looker, type ComparedBy, type Looker } from './look';
import { Pass } from './pass';
import { listedIn, partsOf, type Scope } from './scope';
import { defined } from '../text/defined';

/** Versions between two words about how far it is. */
const TELL_EVERY = 10_000;

export interface Compared {
  readonly comparison: Comparison;
  /** A few of the pending versions of the source. */
  readonly pending: readonly VersionEntry[];
  /** What S3 does not replicate by these rules, and other methods copy. */
  readonly left: readonly LeftGroup[];
}

/** A comparison of nothing shows nothing. */
function isNothing({ totals, markers }: Pass): boolean {
  return totals.versions().compared + markers.same + markers.missing === 0;
}

function answerOf(pass: Pass, { missing }: MarkerCounts): ComparisonAnswer {
  if (isNothing(pass)) return 'not-compared';
  const findings = new Set(pass.totals.findings().map(({ finding }) => finding));
  if (missing > 0 || findings.has('missing') || findings.has('different')) return 'incomplete';
  return findings.has('pending') ? 'pending' : 'complete';
}

function evidenceOf(pass: Pass, { tagsReadable, why }: Looker): Comparison['evidence'] {
  const { looked, paired, drawn, etagNotComparable, statuses } = pass;
  return {
    how: looked === 0 ? 'none' : looked >= paired ? 'all' : 'sample',
    looked,
    of: paired,
    ...defined({ drawn }),
    tags: looked > 0 && tagsReadable,
    ...defined({ why }),
    etagNotComparable,
    statuses: [...statuses].map(([status, count]) => ({ status, count })).sort((a, b) => b.count - a.count),
  };
}

/** What a comparison comes to that has ended early: what is amiss is amiss, and of the rest nothing is known. */
function partOf(
  answer: ComparisonAnswer,
  upTo: string,
  seen: number,
  engine: ComparedBy,
): Pick<Comparison, 'answer' | 'reason' | 'upTo'> {
  if (answer === 'incomplete' || answer === 'pending') return { answer, upTo };
  const reason = `only the first ${counted(seen, 'version')} of the source were compared, and nothing is amiss with them; ${engine.command('verify')} compares all`;
  return { answer: 'not-compared', reason, upTo };
}

/** What both sides have of a key, without versions that were not chosen. */
function chosenOf(both: KeyOnBothSides, { chosen }: Scope): KeyOnBothSides {
  if (chosen === undefined) return both;
  return { key: both.key, source: chosen.of(both.source), destination: chosen.of(both.destination) };
}

const ANOTHER_IDENTITY =
  'where it belongs to another account, name an identity that may list it with --destination-profile or --destination-role-arn, or let this one in by the policy of the bucket (s3:ListBucketVersions)';

/** The pages of a destination; that it may not be listed says which identity would help. */
async function* hinting<Page>(pages: AsyncIterable<Page>, { aws }: ComparedBy): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    if (aws.destinationIdentity !== undefined || !isRunnerError(error, 'denied')) throw error;
    throw new RunnerError(error.kind, error.message, ANOTHER_IDENTITY, error.code);
  }
}

/**
 * Compares source and destination once.
 * @param most versions of the source after which it ends
 * @param sample most versions, of those that the listings show to be equal, whose metadata, tags and status are compared
 */
export async function* compare(
  source: string,
  scope: Scope,
  sample: number,
  engine: ComparedBy,
  most = Infinity,
): AsyncGenerator<RunnerEvent, Compared> {
  const { destination } = scope;
  const { objects } = engine.aws;
  const look = looker(engine, source, destination);
  const pass = new Pass(scope, look, sample, engine.random);
  const digests = { source: startDigest(), destination: startDigest() };
  let told = 0;
  let seen = 0;
  let upTo: string | undefined;
  for (const { range, prefix } of partsOf(scope)) {
    if (upTo !== undefined) break;
    const sides = sideBySide(
      { bucket: source, pages: objects.versions(source, range) },
      { bucket: destination, pages: hinting(objects.versions(destination, range), engine) },
    );
    for await (const both of sides) {
      const key = chosenOf(both, scope);
      digests.source.add(key.source);
      digests.destination.add(key.destination);
      if (pass.addKey(key, prefix)) await pass.settle();
      seen += key.source.length;
      if (seen >= most) {
        upTo = key.key;
        break;
      }
      if (pass.totals.judged < told + TELL_EVERY) continue;
      told = pass.totals.judged;
      yield { kind: 'comparing', destination, versions: told };
    }
  }
  await pass.settle();
  await pass.lookCloser();
  const answer = answerOf(pass, pass.markers);
  const comparison: Comparison = {
    destination,
    ruleIds: scope.rules.map(({ id }) => id),
    ...(upTo === undefined ? { answer } : partOf(answer, upTo, seen, engine)),
    ...(upTo === undefined && isNothing(pass) ? { reason: NOTHING_TO_COMPARE } : {}),
    listed: listedIn(scope),
    versions: pass.totals.versions(),
    ...(pass.handedOn === 0 ? {} : { handedOn: pass.handedOn }),
    deleteMarkers: pass.markers,
    extra: pass.extras.counts(),
    evidence: evidenceOf(pass, look),
    findings: pass.totals.findings(),
    byPrefix: pass.totals.byPrefix(),
    byClass: pass.totals.byClass(),
    sourceDigest: digests.source.end(),
    destinationDigest: digests.destination.end(),
  };
  return { comparison, pending: pass.pending, left: pass.left.all };
}
