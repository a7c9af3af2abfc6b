// docs/existing-objects-guide.md: its table, tree and costs are those of `recommend`.
import { describe, expect, it } from '@jest/globals';
import { PREFERENCES } from '../../runner/recommend/preferences';
import { wayOf, WAY_NAMES } from '../../runner/recommend/ways/every-way';
import { METHODS } from '../../runner/methods/registry';
import { blocksIn, rowsIn, textOf } from './page';

const PAGE = textOf('docs/existing-objects-guide.md');
const ROWS = rowsIn(PAGE);

describe('docs/existing-objects-guide.md', () => {
  it('has the section of each way that recommend sends people to', () => {
    const sections = WAY_NAMES.map((name) => wayOf(name, new Map()).section);
    expect(sections.filter((section) => !PAGE.includes(`\n## ${section}\n`))).toEqual([]);
    expect(new Set(sections).size).toBe(WAY_NAMES.length);
  });

  it('asks in its tree what the rules ask, in their order', () => {
    const tree = blocksIn(PAGE, 'text').find((block) => block.includes('─►')) ?? '';
    const places = PREFERENCES.map(({ question, prefer }) => [tree.indexOf(question), tree.indexOf(`(${prefer})`)]);
    expect(places.flat()).not.toContain(-1);
    const asked = places.map(([place = 0]) => place);
    expect(asked).toEqual([...asked].sort((a, b) => a - b));
  });

  it('says of the program what it does, by its methods', () => {
    const [, ...names] = ROWS.find(([what]) => what === 'method') ?? [];
    const [, ...by] = ROWS.find(([what]) => what === 'done by') ?? [];
    const own = names.filter((_, index) => by[index] === 's3-backfill').map((name) => name.replaceAll('`', ''));
    expect(own.sort()).toEqual(Object.keys(METHODS).sort());
  });

  it('has no other table of what methods keep', () => {
    expect(ROWS.filter(([what]) => what === 'tags' || what === 'old versions')).toHaveLength(1);
  });
});
