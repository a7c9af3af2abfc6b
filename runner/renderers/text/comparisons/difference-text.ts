// What has changed between two comparisons, for a person.
import type { DifferenceEvent } from '../../../events/comparisons/difference-event';
import { count } from '../../../text/figures';
import { visible } from '../../../text/safe-text';

export function differenceText({ source, destination, since, until, changes }: DifferenceEvent): string {
  return [
    `'${visible(source)}' -> '${visible(destination)}': changes from ${since} to ${until}, by key, version id, kind and size`,
    ...changes.flatMap(({ change, count: amount, meaning, examples }) => [
      `  ${count(amount)}  ${change}: ${meaning}`,
      ...(examples.length === 0 ? [] : [`      keys:    ${examples.map(({ key }) => `'${visible(key)}'`).join(', ')}`]),
    ]),
  ].join('\n');
}
