// Whether a job would find anything, where that can be seen for less than the job costs. Reads only.
import type { NotReplicatedReason } from '../events/estimate-events';
import type { NothingMatchedEvent, RunnerEvent } from '../events/events';
import { concurrently } from '../pacing/concurrently';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import { fateOf } from '../replication/fate';
import { NOT_READABLE_NOW, readRules } from '../replication/read-rules';
import { listedVersion, type SurveyedVersion } from '../replication/surveyed-version';
import type { Selection } from '../target/selection';
import type { Target } from '../target/target';
import { defined } from '../text/defined';
import { count } from '../text/figures';
import { Looker, type Looked } from './look';
import { explainListed, inWords } from './nothing-matched';

/**
 * Versions that are looked at, at most. By the prices of runner/estimate/prices.ts (0.005 dollars for 1,000 listings, 0.0004 for
 * 1,000 HeadObject) that is about a cent, where a job is 0.25.
 */
const MOST_LOOKED_AHEAD = 20_000;
const LOOKS_AT_ONCE = 16;
/** After so many a word is said: some ten seconds over the wire. */
const TOLD_EVERY = 5_000;
/** What a listing tells, and no header changes. */
const DECIDED: ReadonlySet<NotReplicatedReason> = new Set(['archived', 'not-selected', 'outside-prefixes']);

interface Seen {
  readonly listed: readonly SurveyedVersion[];
  readonly looks: ReadonlyMap<SurveyedVersion, Looked>;
}

/** All that is there; undefined: something would be copied, or that cannot be said, or there is too much. */
async function* lookAtAll(
  target: Target,
  prefix: string | undefined,
  selection: Selection,
  most: number,
  { aws }: Engine,
): AsyncGenerator<RunnerEvent, Seen | undefined> {
  const { rules, unreadable } = await readRules(target, aws.buckets, NOT_READABLE_NOW);
  if (unreadable !== undefined) return undefined;
  const { bucket } = target.source;
  const scope = { ...(prefix === undefined ? {} : { prefixes: [prefix] }), rules, selection };
  const looker = new Looker(aws.objects, bucket, scope);
  const listed: SurveyedVersion[] = [];
  const looks = new Map<SurveyedVersion, Looked>();
  let told = 0;
  for await (const page of aws.objects.versions(bucket, { prefix: prefix ?? '' })) {
    const versions = page.map(listedVersion);
    listed.push(...versions);
    if (listed.length > most) return undefined;
    const left: SurveyedVersion[] = [];
    await concurrently(versions, LOOKS_AT_ONCE, async (version) => {
      if (left.length > 0) return;
      const fate = fateOf(version, scope);
      const isDecided = version.deleteMarker || (fate.kind === 'not-copied' && DECIDED.has(fate.reason));
      const looked = isDecided ? { version, fate } : await looker.look(version);
      looks.set(version, looked);
      if (looked.fate.kind !== 'not-copied') left.push(version);
    });
    if (left.length > 0) return undefined;
    if (listed.length >= told + TOLD_EVERY) {
      told = listed.length;
      yield {
        kind: 'note',
        detail: `${count(told)} versions ${inWords(prefix)} looked at, and nothing is left to copy so far`,
      };
    }
  }
  return { listed, looks };
}

/**
 * @param most versions that are looked at
 * @returns why a job would find nothing; undefined: it would find something, or nobody can say for less than it costs
 */
export async function* lookAhead(
  target: Target,
  prefix: string | undefined,
  selection: Selection,
  engine: Engine,
  most = MOST_LOOKED_AHEAD,
): AsyncGenerator<RunnerEvent, NothingMatchedEvent | undefined> {
  const { bucket } = target.source;
  try {
    const seen = yield* lookAtAll(target, prefix, selection, most, engine);
    if (seen === undefined) return undefined;
    const { listed, looks } = seen;
    const explained = await explainListed(bucket, prefix, selection, { listed, isPart: false }, engine, (passing) =>
      Promise.resolve({ looks: passing.flatMap((one) => looks.get(one) ?? []), rulesKnown: true }),
    );
    return { kind: 'nothing-matched', ...defined({ prefix }), ...explained };
  } catch (error) {
    // A job may see what the runner may not.
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return undefined;
  }
}
