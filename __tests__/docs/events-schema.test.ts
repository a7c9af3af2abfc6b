// schemas/events.schema.json: every line of --output json, and nothing else.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { eventsSchema } from '../../docs/tables/events-schema';
import { eventKind, eventNames } from '../../docs/tables/runner';
import { fate, NO_KEYS, SUCCESS_ROW } from '../runner/fakes/fake-jobs';
import { bucketIn, handoff, program, setup, type Ran, type Setup } from '../runner/fakes/fake-world';
import { storyWith } from '../runner/renderers/html/page-story';
import { ROOT } from './page';

type Line = Readonly<Record<string, unknown>>;

const COMMITTED: unknown = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'events.schema.json'), 'utf8'));
const OUTPUTS = ['--outputs', 'outputs.json'];

let validate: ValidateFunction;
beforeAll(() => {
  validate = new Ajv2020({ formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } }).compile(
    COMMITTED as object,
  );
});

/** What the schema says against a line; undefined: nothing. */
function faultOf(line: Line): string | undefined {
  return validate(line) ? undefined : `${JSON.stringify(line)}: ${JSON.stringify(validate.errors)}`;
}

function filled(): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: { bucket: 'reports', prefix: 'm' } })));
  for (const name of ['a', 'b', 'c'])
    bucketIn(given, 'src').versions.push({ key: `folder/${name}`, sizeBytes: 10, replicationStatus: 'COMPLETED' });
  bucketIn(given, 'src').versions.push({ key: 'folder/d', sizeBytes: 10 });
  bucketIn(given, 'dst').versions.push({ key: 'folder/a', sizeBytes: 10, replicationStatus: 'REPLICA' });
  return given;
}

const json = (given: Setup, ...argv: readonly string[]): Promise<Ran> => program(given, ...argv, '--output', 'json');

/** Every verb that tells, in worlds where it has something to tell. */
async function everythingTold(): Promise<readonly Line[]> {
  const failing = filled();
  failing.jobs.fates.push(fate({ rows: ['folder/d,v1,failed,403,AccessDenied,Access%20Denied'] }));
  failing.jobs.fates.push(fate({ rows: ['folder/d,v1,failed,500,InternalError,'] }), fate());
  const nothing = filled();
  nothing.jobs.fates.push(NO_KEYS);
  const slow = filled();
  slow.jobs.fates.push(fate({ rows: Array.from({ length: 1_000 }, () => SUCCESS_ROW), seconds: 3_600 }));
  const fleet = filled();
  fleet.files.set('/here/fleet.txt', 'outputs.json\nnone.json');
  const ran = [
    await json(fleet, 'run', '--fleet', 'fleet.txt'),
    await json(failing, 'run', ...OUTPUTS, '--prefix', 'folder/', '--survey', 'exact', '--verify', 'always'),
    await json(failing, 'run', ...OUTPUTS, '--verify', 'never'),
    await json(failing, 'list', ...OUTPUTS),
    await json(failing, 'status', failing.jobs.made[0]?.jobId ?? '', ...OUTPUTS),
    await json(failing, 'report', failing.jobs.made[0]?.jobId ?? '', ...OUTPUTS),
    await json(nothing, 'run', ...OUTPUTS),
    await json(slow, 'run', ...OUTPUTS, '--survey', 'exact', '--verify', 'never'),
    await json(filled(), 'run', ...OUTPUTS, '--match', 'no such key'),
    await json(filled(), 'plan', ...OUTPUTS),
    await json(filled(), 'recommend', '--objects', '10'),
    await json(filled(), 'plan', ...OUTPUTS, '--match', 'd$'),
    await json(filled(), 'verify', ...OUTPUTS),
    await json(filled(), 'health', ...OUTPUTS),
    await json(filled(), 'doctor', ...OUTPUTS),
    await json(filled(), 'policy', 'job-role', ...OUTPUTS),
    await json(filled(), 'run', '--no-such-flag'),
    await json(filled(), 'status', 'no-such-job', ...OUTPUTS),
  ];
  return ran.flatMap(({ events }) => events);
}

describe('schemas/events.schema.json', () => {
  it('is what the types say; npm run docs makes it anew', () => {
    expect(COMMITTED).toEqual(JSON.parse(JSON.stringify(eventsSchema())));
  });

  it('takes every line that the verbs write, and has seen nearly every kind', async () => {
    const told = await everythingTold();
    expect(told.flatMap((line) => faultOf(line) ?? [])).toEqual([]);
    const seen = new Set(told.map((line) => line['kind']));
    const unseen = eventNames()
      .map(eventKind)
      .filter((kind) => !seen.has(kind));
    expect(unseen).toEqual([
      'warning',
      'waiting',
      'deletion',
      'route',
      'restoring',
      'comparing',
      'difference',
      'script',
    ]);
  });

  it('takes what the pages and texts of the tests are made of', () => {
    const { events } = storyWith('folder/');
    const lines = events.map((event) => ({ time: '2026-01-31T00:00:00.000Z', ...event }));
    expect(lines.flatMap((line) => faultOf(JSON.parse(JSON.stringify(line)) as Line) ?? [])).toEqual([]);
    expect(events.some(({ kind }) => kind === 'warning')).toBe(true);
  });

  it.each<[string, Line]>([
    ['without its time', { kind: 'note', detail: 'a' }],
    ['of a kind that nobody knows', { time: '2026-01-31T00:00:00.000Z', kind: 'nots', detail: 'a' }],
    ['with a field that nobody knows', { time: '2026-01-31T00:00:00.000Z', kind: 'note', detail: 'a', more: 1 }],
    ['without a field', { time: '2026-01-31T00:00:00.000Z', kind: 'note' }],
    ['with a number for a text', { time: '2026-01-31T00:00:00.000Z', kind: 'note', detail: 1 }],
    ['with null for what is absent', { time: '2026-01-31T00:00:00.000Z', kind: 'note', detail: null }],
  ])('takes no line %s', (_, line) => {
    expect(faultOf(line)).toBeDefined();
  });
});
