// What was asked of any object, held against the same of some objects that are there.
import type { Decision } from '../../policy/decide';

interface Judged {
  readonly need: {
    readonly action: string;
    readonly resource: string;
    readonly pattern: string;
    readonly resourcePolicy: { readonly place: { readonly of: string } };
  };
  readonly decision: Decision;
}

/** Whether both are the same action in the same bucket. */
function isAlike({ need: one }: Judged, { need: other }: Judged): boolean {
  return one.action === other.action && one.resourcePolicy.place.of === other.resourcePolicy.place.of;
}

/** Whether it was asked of an object that is one of those which `need` is about. */
function isOneOf(example: Judged, one: Judged): boolean {
  const { pattern } = one.need;
  return isAlike(example, one) && pattern.endsWith('*') && example.need.resource.startsWith(pattern.slice(0, -1));
}

const OTHER_KEYS =
  'the role may do it with every object that was looked at, and not with objects of any key below; whether there is one of another key is not known';

/** Whether it is refused of any key, and allowed of every example, of which there is one. */
export function isDoneByAll<One extends Judged>(one: One, examples: readonly One[]): boolean {
  if (one.decision.is !== 'refused') return false;
  const those = examples.filter((example) => isOneOf(example, one));
  return those.length > 0 && those.every(({ decision }) => decision.is === 'allowed');
}

/** That stands against objects that nobody has seen: of their keys a policy may ask. */
function unlessAllMay<One extends Judged>(one: One, examples: readonly One[]): One {
  return isDoneByAll(one, examples) ? { ...one, decision: { is: 'unsure', why: OTHER_KEYS } } : one;
}

/**
 * What was asked of some objects decides where what was asked of any does not: one that is refused. That others are not says nothing of
 * those that were not looked at.
 */
export function withExamples<One extends Judged>(needed: readonly One[], examples: readonly One[]): readonly One[] {
  const judged = needed.map((one) => unlessAllMay(one, examples));
  const refused = examples.filter(
    (one) =>
      one.decision.is === 'refused' && !judged.some((other) => other.decision.is === 'refused' && isAlike(one, other)),
  );
  const open = judged.filter(
    (one) => one.decision.is !== 'unsure' || !refused.some((example) => isAlike(one, example)),
  );
  return [...open, ...refused];
}
