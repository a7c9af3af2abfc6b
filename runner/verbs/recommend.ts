// Which method fits, why, what it costs and what it loses. Nothing is sent.
import { installedPage } from '../../docs/installed-page';
import type { Telling } from '../events/events';
import { METHODS } from '../methods/registry';
import { recommend, type RecommendOptions } from '../recommend/rank';
import type { Situation } from '../recommend/situation';
import { counted } from '../text/figures';

export type RecommendVerbOptions = Pick<RecommendOptions, 'places' | 'prices'>;

/** What the methods keep that this program has. */
export const HAVING: RecommendOptions['having'] = new Map(
  Object.values(METHODS).map(({ name, keeps }) => [name, keeps]),
);

// eslint-disable-next-line @typescript-eslint/require-await -- a use case is asynchronous
export async function* recommendVerb(situation: Situation, options: RecommendVerbOptions): Telling {
  const told = recommend(situation, { ...options, having: HAVING, pageOf: installedPage });
  yield told;
  const [best] = told.methods;
  const unknown = told.unknown.length === 0 ? '' : `; ${counted(told.unknown.length, 'fact')} not known`;
  if (best === undefined || told.first === undefined) {
    const summary = `no method can do all that is asked${unknown}`;
    return { outcome: 'done', summary, transferIds: [] };
  }
  const summary = `${best.title} comes first: ${best.because}${unknown}`;
  const { command } = best.start;
  return { outcome: 'done', summary, transferIds: [], ...(command === undefined ? {} : { next: command }) };
}
