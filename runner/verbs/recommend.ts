// Which method fits, why, what it costs and what it loses. Nothing is sent that changes anything.
import { installedPage } from '../../docs/installed-page';
import type { RunnerEvent, Telling } from '../events/events';
import { METHODS } from '../methods/registry';
import type { Programs } from '../ports/programs';
import { PROGRAMS } from '../recommend/ways/every-way';
import type { Engine } from '../ports/engine';
import { recommend, type RecommendOptions } from '../recommend/rank';
import type { Situation } from '../recommend/situation';
import { seenBuckets, type Look } from '../survey/buckets/seen-buckets';
import { counted } from '../text/figures';
import { defined } from '../text/defined';

export interface RecommendVerbOptions extends Pick<RecommendOptions, 'places' | 'prices'> {
  /** Of this machine. */
  readonly programs: Pick<Programs, 'find'>;
  /** Buckets that are looked at. @default - none: what flags say is all that is known */
  readonly look?: Look & { readonly engine: Engine; readonly region: string };
}

/** What the methods keep that this program has. */
export const HAVING: RecommendOptions['having'] = new Map(
  Object.values(METHODS).map(({ name, keeps }) => [name, keeps]),
);

/** A section of the guide to existing objects, where whoever reads the message can open it. */
function pageOf(section: string): string {
  return installedPage('docs/existing-objects-guide.md', section);
}

/** What flags say wins over what was seen. */
async function* known(said: Situation, { look }: RecommendVerbOptions): AsyncGenerator<RunnerEvent, Situation> {
  if (look === undefined) return said;
  const { bucket, accountId, destinationBucket, region, engine } = look;
  const destinations = destinationBucket === undefined ? [] : [destinationBucket];
  yield { kind: 'target', source: { bucket, accountId, region }, destinations };
  const seen = yield* seenBuckets(look, engine);
  const { rule } = said;
  // That none may be added, or one may, is said by nobody but people; that one is there, by the bucket.
  return {
    ...seen,
    ...said,
    ...defined({ rule: seen.rule === 'present' ? ('present' as const) : (rule ?? seen.rule) }),
  };
}

/** Of those that ways start, what is not on this machine. */
async function missingOn({ find }: Pick<Programs, 'find'>): Promise<readonly string[]> {
  const all = PROGRAMS.map(async (program) => ((await find(program)) === undefined ? [program] : []));
  return (await Promise.all(all)).flat();
}

export async function* recommendVerb(said: Situation, options: RecommendVerbOptions): Telling {
  const missingPrograms = await missingOn(options.programs);
  const situation = { ...(yield* known(said, options)), missingPrograms };
  const told = recommend(situation, { ...options, having: HAVING, pageOf });
  yield told;
  const [best] = told.methods;
  const unknown = told.unknown.length === 0 ? '' : `; ${counted(told.unknown.length, 'fact')} not known`;
  if (best === undefined || told.first === undefined) {
    const summary = `no method can do all that is asked${unknown}`;
    return { outcome: 'done', summary, transferIds: [] };
  }
  const summary = `${best.title} comes first: ${best.because}${unknown}`;
  const { command } = best.start;
  return { outcome: 'done', summary, transferIds: [], ...defined({ next: command }) };
}
