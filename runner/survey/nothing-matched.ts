// Why a job found nothing to replicate. S3 says only that no key matched; the reason is looked for in the bucket.
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { NothingMatchedEvent } from '../events/events';
import { count, counted } from '../text/figures';
import { defined } from '../text/defined';
import { nearest } from '../text/nearest';
import type { ReplicationRule } from '../ports/s3/replication';
import { visible } from '../text/safe-text';
import type { Selection } from '../target/selection';
import { passesByListing } from '../replication/fate';
import { nothingReplicable, placeInWords } from '../replication/nothing-replicable';
import { ARCHIVED_CLASSES, isArchivedClass } from '../replication/archived-classes';
import { spreadEvenly } from '../pacing/spread-evenly';
import { Looker, type Looked } from './look';
import { listedVersion, type SurveyedVersion } from '../replication/surveyed-version';
import { filteredOut, whyNothing, type Explained } from './why-nothing';

/** Bounds of the look; the explanation says how many it rests on. */
const MOST_LISTED = 1_000;
const MOST_LOOKED_AT = 20;
const MOST_TOP_NAMES = 1_000;

export function inWords(prefix: string | undefined): string {
  return placeInWords(prefix === undefined ? undefined : [prefix]);
}

function noSuchPrefix(prefix: string | undefined, top: readonly string[]): Explained {
  const explanation = `there is no object ${inWords(prefix)}`;
  if (prefix === undefined) return { reason: 'no-such-prefix', explanation };
  const meant = nearest(prefix, top) ?? nearest(`${prefix.split('/')[0] ?? ''}/`, top);
  if (meant === undefined || meant === prefix)
    return {
      reason: 'no-such-prefix',
      explanation,
      hint: 'compare it with the keys of the bucket: letter case and slashes count',
    };
  return { reason: 'no-such-prefix', explanation, hint: `did you mean '${visible(meant)}'?` };
}

/** Where the rules may not be read, whatever is there may be selected. */
const ANY_RULE: ReplicationRule = {
  id: '',
  enabled: true,
  priority: 0,
  prefix: '',
  tags: {},
  destinationBucket: '',
  kmsObjects: true,
  deleteMarkers: true,
};

interface RulesHere {
  readonly rules: readonly ReplicationRule[];
  readonly known: boolean;
}

async function rulesOf(bucket: string, { aws }: Engine): Promise<RulesHere> {
  try {
    return { rules: (await aws.buckets.replication(bucket))?.rules ?? [], known: true };
  } catch (error) {
    if (isRunnerError(error, 'denied')) return { rules: [ANY_RULE], known: false };
    throw error;
  }
}

/** The first versions and delete markers under the prefix, in S3's order. */
async function firstVersions(
  bucket: string,
  prefix: string | undefined,
  { aws }: Engine,
): Promise<readonly SurveyedVersion[]> {
  const found: SurveyedVersion[] = [];
  for await (const page of aws.objects.versions(bucket, { prefix: prefix ?? '' })) {
    found.push(...page.map(listedVersion));
    if (found.length >= MOST_LISTED) break;
  }
  return found.slice(0, MOST_LISTED);
}

interface Looks {
  readonly looks: readonly Looked[];
  readonly rulesKnown: boolean;
}

/** Looks at some of them, spread evenly. */
async function lookAtSome(
  bucket: string,
  prefix: string | undefined,
  versions: readonly SurveyedVersion[],
  selection: Selection,
  engine: Engine,
): Promise<Looks> {
  const { rules, known } = await rulesOf(bucket, engine);
  const scope = { ...(prefix === undefined ? {} : { prefixes: [prefix] }), rules, selection };
  const looker = new Looker(engine.aws.objects, bucket, scope);
  const looks: Looked[] = [];
  for (const version of spreadEvenly(versions, MOST_LOOKED_AT)) looks.push(await looker.look(version));
  return { looks, rulesKnown: known };
}

/** A listing, or its first part. */
interface ListedPart {
  readonly listed: readonly SurveyedVersion[];
  readonly isPart: boolean;
}

type Explanation = Explained & { readonly versionsListed: number; readonly versionsLookedAt: number };

/** @param look at those that are not archived and pass the filters that a listing decides */
export async function explainListed(
  bucket: string,
  prefix: string | undefined,
  selection: Selection,
  { listed, isPart }: ListedPart,
  engine: Engine,
  look: (passing: readonly SurveyedVersion[]) => Promise<Looks>,
): Promise<Explanation> {
  const without = { versionsListed: listed.length, versionsLookedAt: 0 };
  const place = inWords(prefix);
  const qualifier = isPart ? ' that were listed' : '';
  if (listed.length === 0)
    return { ...noSuchPrefix(prefix, await engine.aws.buckets.listTop(bucket, MOST_TOP_NAMES)), ...without };
  const objects = listed.filter(({ deleteMarker }) => !deleteMarker);
  const markers = nothingReplicable(place, { 'delete-markers': listed.length }, 'version', qualifier);
  if (objects.length === 0 && markers !== undefined) return { ...markers, forAll: true, ...without };
  const available = objects.filter(({ storageClass = '' }) => !isArchivedClass(storageClass));
  const cold = nothingReplicable(place, { archived: objects.length }, 'object version', qualifier);
  if (available.length === 0 && cold !== undefined) return { ...cold, forAll: true, ...without };
  const passing = available.filter((version) => passesByListing(version, selection));
  if (passing.length === 0) {
    const versions = `${isPart ? 'the first ' : ''}${counted(available.length, 'object version')} ${inWords(prefix)}`;
    return { ...filteredOut(selection, versions), ...without };
  }
  const { looks, rulesKnown } = await look(passing);
  const over = { place, of: passing.length, isPart, rulesKnown };
  const explained = whyNothing(looks, selection, over);
  const archived = objects.length - available.length;
  const apart = `in ${ARCHIVED_CLASSES}, which S3 does not replicate`;
  const note = archived === 0 ? '' : `; not among them: ${count(archived)} ${apart}`;
  return {
    ...explained,
    explanation: `${explained.explanation}${note}`,
    versionsListed: listed.length,
    versionsLookedAt: looks.length,
  };
}

/**
 * Looks at a bounded number of versions and says why a job that selects some under `prefix` found none.
 * @param transferId undefined: there was none
 * @param selection what the job filters by
 */
export async function explainNothing(
  transferId: string | undefined,
  bucket: string | undefined,
  prefix: string | undefined,
  selection: Selection,
  engine: Engine,
): Promise<NothingMatchedEvent> {
  const about = defined({ transferId, prefix });
  const unknown = (explanation: string): NothingMatchedEvent => ({
    kind: 'nothing-matched',
    ...about,
    reason: 'unknown',
    explanation,
    versionsListed: 0,
    versionsLookedAt: 0,
  });
  if (bucket === undefined) return unknown('the job was given a manifest without rows');
  try {
    const listed = await firstVersions(bucket, prefix, engine);
    const part = { listed, isPart: listed.length === MOST_LISTED };
    const explained = await explainListed(bucket, prefix, selection, part, engine, (passing) =>
      lookAtSome(bucket, prefix, passing, selection, engine),
    );
    return { kind: 'nothing-matched', ...about, ...explained };
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return unknown(
      `S3 found no object version ${inWords(prefix)} to replicate; why could not be seen: ${error.message}`,
    );
  }
}
