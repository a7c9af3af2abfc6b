// Ranks every way of copying for what is known: those that can before those that cannot, and of those the one that a rule prefers
// first. Pure.
import type { Fit, LostProperty, RankedMethod, RecommendationEvent } from '../events/recommendation-events';
import type { Property } from '../methods/keeps';
import { duration } from '../text/figures';
import { defined } from '../text/defined';
import { costOfWay, type Paying } from './money';
import { ORDER, PREFERENCES, type Preference } from './preferences';
import { REQUIREMENTS, type Found } from './rules';
import type { Situation, WayName } from './situation';
import { startOf, type StartOptions } from './start-of';
import { lateBy, timeOf } from './time';
import { wayOf, WAY_NAMES } from './ways/every-way';
import type { Way } from './ways/way';
import { knownFacts, unknownFacts } from './words';

export type RecommendOptions = Paying & StartOptions;

interface Judged {
  readonly name: WayName;
  readonly way: Way;
  readonly told: Omit<RankedMethod, 'because' | 'method'>;
}

const RANK_OF_FIT: Readonly<Record<Fit, number>> = { fits: 0, late: 1, cannot: 2 };

function lostOf({ keeps, details }: Way): readonly LostProperty[] {
  return (Object.keys(keeps.survives) as Property[]).flatMap((property) => {
    const survives = keeps.survives[property];
    return survives === 'kept' ? [] : [{ property, survives, ...defined({ detail: details[property] }) }];
  });
}

function judge(name: WayName, situation: Situation, options: RecommendOptions): Judged {
  const way = wayOf(name, options.having);
  const found = REQUIREMENTS.flatMap(({ find }) => find(situation, way, name));
  const wordsOf = (stands: Found['stands']): readonly string[] =>
    found.flatMap((one) => (one.stands === stands ? [one.words] : []));
  const time = timeOf(way, situation);
  const late = lateBy(time, situation);
  const cannot = wordsOf('cannot');
  return {
    name,
    way,
    told: {
      title: way.title,
      fit: cannot.length > 0 ? 'cannot' : late === 'late' ? 'late' : 'fits',
      cannot,
      open: [...wordsOf('open'), ...(late === 'not-known' ? ['whether it ends by the deadline'] : [])],
      lost: lostOf(way),
      setUp: [...way.setUp, ...wordsOf('do')],
      lacks: wordsOf('lacks'),
      cost: costOfWay(name, way, situation, options),
      time,
      start: startOf(name, way, situation, options),
    },
  };
}

/** The rule that decides: the first that holds, and whose way fits as well as any. */
function decides(situation: Situation, judged: readonly Judged[]): Preference | undefined {
  const best = Math.min(...judged.map(({ told }) => RANK_OF_FIT[told.fit]));
  return PREFERENCES.find(({ holds, prefer }) => {
    const { fit } = (judged.find(({ name }) => name === prefer) as Judged).told;
    const others = judged.filter(({ name }) => name !== prefer).map(({ way }) => way);
    return RANK_OF_FIT[fit] === best && fit !== 'cannot' && holds(situation, others) === true;
  });
}

function sentence({ name, way, told }: Judged, isFirst: boolean, preference: Preference | undefined): string {
  const { fit, cannot, time } = told;
  if (fit === 'cannot') return cannot[0] ?? '';
  if (fit === 'late') return `it takes at least ${duration(time.lowSeconds ?? 0)}, which is longer than there is`;
  if (isFirst && preference?.prefer === name) return preference.because;
  return way.strength;
}

export function recommend(situation: Situation, options: RecommendOptions): RecommendationEvent {
  const judged = WAY_NAMES.map((name) => judge(name, situation, options));
  const preference = decides(situation, judged);
  const order = [...(preference === undefined ? [] : [preference.prefer, ...(preference.next ?? [])]), ...ORDER];
  const ranked = [...judged].sort(
    (a, b) => RANK_OF_FIT[a.told.fit] - RANK_OF_FIT[b.told.fit] || order.indexOf(a.name) - order.indexOf(b.name),
  );
  const first = ranked[0]?.told.fit === 'cannot' ? undefined : ranked[0]?.name;
  return {
    kind: 'recommendation',
    ...defined({ first }),
    rule: preference?.name ?? (first === undefined ? 'none-can' : 'what-is-left'),
    known: knownFacts(situation),
    unknown: unknownFacts(situation),
    methods: ranked.map((one, index) => ({
      method: one.name,
      ...one.told,
      because: sentence(one, index === 0, preference),
    })),
  };
}
