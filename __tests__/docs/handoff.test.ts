// docs/handoff.md: the runner reads what it shows, and needs what it calls required.
import { describe, expect, it } from '@jest/globals';
import { handoffFields } from '../../docs/tables/handoff';
import { findHandoffs } from '../../runner/target/handoff-search';
import { parseHandoff } from '../../runner/target/handoff-schema';
import { blocksIn, textOf } from './page';

type Json = Record<string, unknown>;

const [EXAMPLE = '', ...FORMS] = blocksIn(textOf('docs/handoff.md'), 'json');

/** A copy of the example without one field; `[]` stands for the first entry. */
function without(field: string): unknown {
  const copy = JSON.parse(EXAMPLE) as Json;
  const path = field.split('.');
  let parent = copy;
  for (const step of path.slice(0, -1)) {
    const member = parent[step.replace('[]', '')];
    parent = (Array.isArray(member) ? member[0] : member) as Json;
  }
  const last = path.at(-1) ?? '';
  expect(parent).toHaveProperty([last]);
  Reflect.deleteProperty(parent, last);
  return copy;
}

function isTaken(value: unknown): boolean {
  try {
    parseHandoff(value, 'a test');
    return true;
  } catch {
    return false;
  }
}

describe('docs/handoff.md', () => {
  it('shows a handoff that the runner takes as it is', () => {
    expect(parseHandoff(JSON.parse(EXAMPLE), 'a test')).toEqual(JSON.parse(EXAMPLE));
  });

  it.each(handoffFields())('shows $name, and says whether it may be left out: $isOptional', ({ name, isOptional }) => {
    expect(isTaken(without(name))).toBe(isOptional);
  });

  it('shows at least the six forms, each of which the runner reads', () => {
    const read = FORMS.map((form) => findHandoffs(form.replaceAll('{ … }', EXAMPLE), 'a test'));
    expect(read.map((found) => found.length)).toEqual([1, 1, 1, 1, 1, 2]);
    for (const { value } of read.flat()) expect(parseHandoff(value, 'a test').source.bucket).toBe('my-bucket');
  });

  it('has names for several that --stack takes', () => {
    const several = findHandoffs((FORMS.at(-1) ?? '').replaceAll('{ … }', EXAMPLE), 'a test');
    expect(several.map(({ name }) => name)).toEqual(['storage.s3_backfill', 'storage.s3_backfill_videos']);
  });
});
