// A plan file is input: whatever stands in it, what is sent is what the plan was made for, or nothing.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, handoff, program, setup, type Ran, type Setup } from '../fakes/fake-world';

const PATH = '/here/plan.json';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = readonly (string | number)[];

function world(): Setup {
  const given = setup();
  const value = handoff({ manifest: { bucket: 'reports', prefix: 'm' } });
  given.files.set('/here/outputs.json', JSON.stringify({ s3_backfill: { sensitive: false, type: 'object', value } }));
  for (let index = 0; index < 20; index += 1)
    bucketIn(given, 'src').versions.push({ key: `folder/${index}`, sizeBytes: 100 });
  return given;
}

async function planned(...flags: readonly string[]): Promise<string> {
  const given = world();
  const { code } = await program(given, 'plan', '--outputs', 'outputs.json', '--out', 'plan.json', ...flags);
  if (code !== 0) throw new Error('there is no plan');
  return given.files.get(PATH) ?? '';
}

async function ran(text: string): Promise<{ readonly ran: Ran; readonly sent: string }> {
  const given = world();
  given.files.set(PATH, text);
  const said = await program(given, 'run', 'plan.json', '--verify', 'never', '--outputs', 'outputs.json');
  const lists = [...bucketIn(given, 'reports').files].filter(([key]) => key.endsWith('.csv') && key.startsWith('m/'));
  const sent = given.jobs.sent.map(({ request }) => request);
  return { ran: said, sent: JSON.stringify([sent, lists.map(([key, bytes]) => [key, bytes.toString()])]) };
}

function* pathsOf(value: Json, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value))
    yield* pathsOf(member, [...path, Array.isArray(value) ? Number(name) : name]);
}

/** The document with another value at a path; undefined: without it. */
function withValue(text: string, path: Path, change: (value: Json) => Json | undefined): string {
  const file = JSON.parse(text) as Json;
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<Json>((at, name) => (at as Record<string, Json>)[name] ?? null, file);
  const members = holder as Record<string | number, Json>;
  const changed = change(members[last] ?? null);
  if (changed === undefined && Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (changed === undefined) Reflect.deleteProperty(members, last);
  else members[last] = changed;
  return JSON.stringify(file);
}

function otherOf(value: Json): Json {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return [];
  return value === null ? 0 : {};
}

function ofOtherType(value: Json): Json {
  return typeof value === 'string' ? 7 : 'text';
}

/** What a run may make of a file that was changed: it refuses it, or it sends what it would have sent. */
async function heldTo(text: string, whole: string, paths: readonly Path[], change: (value: Json) => Json | undefined) {
  const wrong: string[] = [];
  for (const path of paths) {
    const { ran: said, sent } = await ran(withValue(text, path, change));
    const isRefused = said.code === 2 && sent === '[[],[]]';
    if (!isRefused && sent !== whole) wrong.push(`${path.join('.')}: exit code ${said.code}, ${sent.slice(0, 200)}`);
  }
  return wrong;
}

describe.each([
  ['of prefixes', []],
  ['by filters of S3', ['--suffix', '1', '--priority', '5', '--larger-than', '10B']],
  ['of versions that were chosen', ['--key', 'folder/3']],
  ['by filters of the runner', ['--match', '[0-5]$']],
])('a plan file %s', (_, flags) => {
  it.each<[string, (value: Json) => Json | undefined]>([
    ['another value', otherOf],
    ['a value of another type', ofOtherType],
    ['nothing', () => undefined],
  ])('with %s in any one place sends what it was made for, or nothing', async (__, change) => {
    const text = await planned(...flags);
    const whole = (await ran(text)).sent;
    expect(whole).not.toBe('[[],[]]');
    const paths = [...pathsOf(JSON.parse(text) as Json)];
    expect(paths.length).toBeGreaterThan(40);
    expect(await heldTo(text, whole, paths, change)).toEqual([]);
  });
});

describe('a plan file', () => {
  it.each<[string, Path, string]>([
    ['the count', ['copied'], 'how many object versions there were to copy'],
    ['the price', ['once'], 'what that was to cost'],
    ['the role', ['world', 'replicationRoleArn'], 'which role replicates'],
    ['the trust', ['world', 'jobRoleTrust'], 'whom the job role trusts'],
    ['the outputs of then', ['handoff'], "what Terraform's outputs said"],
  ])('without %s says that it was not compared', async (_, path, words) => {
    const text = await planned();
    expect((await ran(text)).ran.stderr).not.toContain('was not compared with how things are');
    const { ran: said } = await ran(withValue(text, path, () => undefined));
    expect(said.stderr).toContain(`the plan does not say ${words}: it was not compared with how things are`);
  });

  it('may not be tolerant beyond the tenth that plan writes', async () => {
    const { ran: said, sent } = await ran(withValue(await planned(), ['tolerance'], () => 1));
    expect([said.code, said.stderr, sent]).toEqual([2, expect.stringContaining('tolerance'), '[[],[]]']);
  });

  it.each([
    ['at the top', '{"version":1,', '{"version":1,"priority":9,', 'Unrecognized key: "priority"'],
    ['in the plan', '"plan":{', '"plan":{"extra":1,', 'extra'],
    ['in the world', '"world":{', '"world":{"extra":1,', 'extra'],
    ['in the survey', '"survey":{', '"survey":{"extra":1,', 'extra'],
  ])('with a member that there is not, %s, is refused by name', async (_, place, more, words) => {
    const text = JSON.stringify(JSON.parse(await planned()) as Json);
    expect(text).toContain(place);
    const { ran: said, sent } = await ran(text.replace(place, more));
    expect([said.code, said.stderr, sent]).toEqual([2, expect.stringContaining(words), '[[],[]]']);
  });

  it.each(['"tolerance":0,"tolerance":', '"tolerance":0,"toler\\u0061nce":', '"tolerance" : 0 , "tolerance" :'])(
    'with a member twice (%s) is refused by name',
    async (twice) => {
      const text = JSON.stringify(JSON.parse(await planned()) as Json);
      const { ran: said, sent } = await ran(text.replace('"tolerance":', twice));
      expect([said.code, said.stderr, sent]).toEqual([
        2,
        expect.stringContaining("member 'tolerance' twice"),
        '[[],[]]',
      ]);
    },
  );
});
