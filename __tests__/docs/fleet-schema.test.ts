// schemas/fleet.schema.json: the file of --fleet, as the flags say it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { expect, it } from '@jest/globals';
import { fleetSchema } from '../../docs/tables/fleet-schema';
import { blocksIn, ROOT, textOf } from './page';

const committed: unknown = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'fleet.schema.json'), 'utf8'));

it('is made of the flags (npm run docs writes it anew)', () => {
  expect(committed).toEqual(fleetSchema());
});

it.each<readonly [string, unknown, boolean]>([
  ['what the page shows', JSON.parse(blocksIn(textOf('docs/fleet.md'), 'json')[0] ?? ''), true],
  ['one without a handoff', [{ prefix: 'a/' }], false],
  ['a flag of the whole', [{ outputs: 'a.json', yes: true }], false],
  ['no entry', [], false],
])('takes %s, or refuses it', (_, value, isTaken) => {
  expect(new Ajv2020().compile(committed as object)(value)).toBe(isTaken);
});
