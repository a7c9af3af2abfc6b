// Finds object versions by filters that S3's manifest generator does not have (a regular expression, tags, the current
// version only), and by all the others too, so that a manifest can list them. Reads only.
import { distinctPrefixes, type Target } from '../target/target';
import type { Engine } from '../ports/engine';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { NothingMatchedEvent, RunnerEvent } from '../events/events';
import { count, counted } from '../text/figures';
import type { ObjectVersionId } from '../target/manifest-csv';
import { explainNothing } from './nothing-matched';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import type { Selection } from '../target/selection';
import { concurrently } from '../pacing/concurrently';
import { fateOf, passesByListing, type Scope } from '../replication/fate';
import { NOT_READABLE_NOW, readRules } from '../replication/read-rules';
import { nothingFound, type LeftOut } from './nothing-found';
import { Looker } from './look';
import { listInParallel } from './parallel-listing';
import { listedVersion, type SurveyedVersion } from '../replication/surveyed-version';

/** What one manifest may list: about 150 MB of it. */
const MOST_FOUND = 1_000_000;
const LOOKS_AT_ONCE = 16;
/** Versions between two words about how far it is. */
const TELL_EVERY = 100_000;

/** Whether a manifest lists the version; else why not. */
type Found = 'found' | 'found-unsure' | LeftOut;

export interface Search {
  /** In the order of their keys, so that the same versions make the same manifest. */
  readonly versions: readonly ObjectVersionId[];
  /** Why there are none. @default - there are some */
  readonly nothing?: NothingMatchedEvent;
}

class Searcher {
  private readonly scope: Scope;
  private readonly pattern: RegExp | undefined;
  private readonly looker: Looker;

  constructor(
    private readonly engine: Engine,
    private readonly bucket: string,
    prefixes: readonly string[] | undefined,
    rules: Scope['rules'],
    private readonly selection: Selection,
  ) {
    this.scope = { ...defined({ prefixes }), rules, selection };
    this.pattern = selection.match === undefined ? undefined : new RegExp(selection.match, 'u');
    this.looker = new Looker(engine.aws.objects, bucket, this.scope);
  }

  get looked(): number {
    return this.looker.looked;
  }

  /** @throws RunnerError `denied` when headers or tags that decide may not be read */
  async judge(version: SurveyedVersion): Promise<Found> {
    if (this.selection.latestOnly === true && version.latest !== true) return 'not-latest';
    if (this.pattern?.test(version.key) === false) return 'no-match';
    const fate = fateOf(version, this.scope);
    if (fate.kind === 'not-copied') return fate.reason;
    if (version.deleteMarker) return this.marker(version);
    const looked = await this.looker.look(version);
    if (looked.fate.kind === 'not-copied') return looked.fate.reason;
    if (looked.fate.kind === 'unknown' && looked.fate.reason === 'may-not-look') throw mayNotLook(version, this.bucket);
    const tagged = await this.tagged(looked.version);
    if (tagged !== undefined) return tagged;
    return looked.fate.kind === 'unknown' ? 'found-unsure' : 'found';
  }

  /** Of a delete marker that a rule replicates. It has no tags and no encryption, and S3 does not show its status. */
  private marker(version: SurveyedVersion): Found {
    const { tags, encryption } = this.selection;
    const passes = tags === undefined && encryption === undefined && passesByListing(version, this.selection);
    return passes ? 'found-unsure' : 'not-selected';
  }

  /** Why the tags leave the version out; undefined: they do not. */
  private async tagged({ key, versionId, tags }: SurveyedVersion): Promise<LeftOut | undefined> {
    const wanted = Object.entries(this.selection.tags ?? {});
    if (wanted.length === 0) return undefined;
    try {
      const actual = tags ?? (await this.engine.aws.objects.tags(this.bucket, key, versionId));
      return wanted.every(([name, value]) => actual[name] === value) ? undefined : 'no-such-tags';
    } catch (error) {
      if (isRunnerError(error, 'not-found')) return 'gone';
      throw error;
    }
  }
}

function mayNotLook({ key }: SurveyedVersion, bucket: string): RunnerError {
  return new RunnerError(
    'denied',
    `the headers or tags of '${visible(key)}' in '${bucket}' may not be read, and --match, --tag and --latest-only need the replication status of every version that they find`,
    'grant s3:GetObjectVersion (where a rule or --tag asks for tags, s3:GetObjectVersionTagging too), or use filters that S3 has itself',
  );
}

function noRules(bucket: string, why: string): RunnerError {
  return new RunnerError(
    'denied',
    `the replication rules of '${visible(bucket)}' could not be read, and no handoff tells them (${why}): which versions --match, --tag and --latest-only find is not known`,
    'grant s3:GetReplicationConfiguration, or give the outputs of Terraform with --outputs',
  );
}

function tooMany(most: number): RunnerError {
  return new RunnerError(
    'usage',
    `more than ${count(most)} object versions match, and that is the most that one manifest lists`,
    'run one part after another: name some of the prefixes with --prefix, or narrow it with --created-after and --created-before',
  );
}

function* progress(before: number, now: number, found: number): Generator<RunnerEvent> {
  if (Math.floor(before / TELL_EVERY) < Math.floor(now / TELL_EVERY))
    yield { kind: 'note', detail: `${counted(now, 'version')} listed so far; ${count(found)} match` };
}

function inOrder(a: ObjectVersionId, b: ObjectVersionId): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.versionId < b.versionId ? -1 : 1;
}

/**
 * Lists every version under the prefixes of the target, and looks at those that the listing does not leave out.
 * @param most versions that may be found
 * @throws RunnerError `denied` when something that decides may not be read, `usage` when more match
 */
export async function* searchVersions(
  target: Target,
  engine: Engine,
  selection: Selection,
  most = MOST_FOUND,
): AsyncGenerator<RunnerEvent, Search> {
  const { bucket } = target.source;
  const prefixes = distinctPrefixes(target.prefixes);
  const { rules, unreadable } = await readRules(target, engine.aws.buckets, NOT_READABLE_NOW);
  if (unreadable !== undefined) {
    if (rules.length === 0) throw noRules(bucket, unreadable);
    yield { kind: 'note', detail: `the rules of the handoff decide, for those of S3 could not be read: ${unreadable}` };
  }
  const searcher = new Searcher(engine, bucket, prefixes, rules, selection);
  const versions: ObjectVersionId[] = [];
  const leftOut = new Map<LeftOut, number>();
  let listed = 0;
  let unsure = 0;
  for await (const { entries } of listInParallel(engine.aws.objects, bucket, prefixes, { random: engine.random })) {
    await concurrently(entries.map(listedVersion), LOOKS_AT_ONCE, async (version) => {
      const found = await searcher.judge(version);
      if (found === 'found-unsure') unsure += 1;
      if (found === 'found' || found === 'found-unsure')
        versions.push({ key: version.key, versionId: version.versionId });
      else leftOut.set(found, (leftOut.get(found) ?? 0) + 1);
    });
    if (versions.length > most) throw tooMany(most);
    yield* progress(listed, listed + entries.length, versions.length);
    listed += entries.length;
  }
  const [prefix] = prefixes?.length === 1 ? prefixes : [];
  if (listed === 0) return { versions, nothing: await explainNothing(undefined, bucket, prefix, selection, engine) };
  if (versions.length === 0) return { versions, nothing: nothingFound(prefix, listed, searcher.looked, leftOut) };
  const detail = `${counted(versions.length, 'version')} of ${count(listed)} listed ${versions.length === 1 ? 'matches the filters; the manifest lists it' : 'match the filters; the manifest lists them'}`;
  yield { kind: 'note', detail };
  if (unsure > 0)
    yield {
      kind: 'note',
      detail: `${count(unsure)} of them are delete markers, under a customer's key (SSE-C), or below a rule whose filter, or with a word of S3's that, is not known here: whether a job would replicate them cannot be seen, and they are taken all the same`,
    };
  return { versions: versions.sort(inOrder) };
}
