// Who may steer: every command, with every flag that steers, from every place that a flag is taken from. All of it is made of the flags
// themselves, so that a new one is in the tables.
import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../../runner/cli/cli';
import { givenOf } from '../../../../runner/cli/argv/given';
import { readArgv } from '../../../../runner/cli/argv/read-argv';
import { configuredFlags } from '../../../../runner/cli/argv/settings-and-variables';
import type { Flag, Flags } from '../../../../runner/cli/flags/flag';
import type { World } from '../../../../runner/ports/world';
import { program, runProgram, setup } from '../../fakes/fake-world';

const FOUND = '/here/s3-backfill.json';
const EVERY = Object.assign({}, ...Object.values(VERBS).map(({ flags }) => flags)) as Flags;
const ALL: readonly (readonly [name: string, flag: Flag])[] = Object.values(VERBS).flatMap(({ flags }) =>
  Object.entries(flags),
);
const steersSomewhere = (name: string): boolean =>
  ALL.some(([one, { steers }]) => one === name && steers !== 'nothing');
const NAMES = [...new Set(ALL.map(([name]) => name))].sort();
const STEERING = NAMES.filter(steersSomewhere);
const HARMLESS = NAMES.filter((name) => !steersSomewhere(name));
const variableOf = (name: string): string => `S3_BACKFILL_${name.toUpperCase().replaceAll('-', '_')}`;
const keyOf = (name: string): string => name.replaceAll('-', '_');

/** Words that the verb cannot do without. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  copy: ['s3://src/folder/', 's3://dst/folder/'],
  watch: ['a'],
  report: ['a'],
  retry: ['a'],
  status: ['a'],
  confirm: ['a'],
  cancel: ['a'],
  priority: ['a', '1'],
  'verify-certificate': ['c.json'],
};

function valueFor(name: string, { takes, choices = [] }: Flag): string | number | boolean {
  if (takes === 'nothing') return true;
  if (takes === 'number') return 7;
  return takes === 'choice' ? (choices.at(-1) ?? '') : name.endsWith('bucket') ? 'some-bucket' : 'some/text';
}

/** What `verb` is given in a world with these files and variables. */
async function givenTo(
  verb: string,
  words: readonly string[],
  files: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const argv = readArgv([verb, ...(PLACES[verb] ?? []), ...words], EVERY);
  const world = {
    environment,
    workingDirectory: '/here',
    files: { read: (path: string) => Promise.resolve(path in files ? JSON.stringify(files[path]) : undefined) },
  } as unknown as World;
  const command = VERBS[verb];
  if (command === undefined) throw new Error(verb);
  const every = new Map(NAMES.map((name) => [name, steersSomewhere(name) ? ('gate' as const) : ('nothing' as const)]));
  const configured = await configuredFlags(command.flags, every, argv.flags, world);
  return { ...givenOf(argv, verb, command, configured), told: configured.told };
}

const OF_VERBS = Object.entries(VERBS).flatMap(([verb, { flags }]) =>
  Object.entries(flags)
    .filter(([name, { steers }]) => steers !== 'nothing' && name !== 'settings')
    .map(([name, flag]) => [verb, name, flag] as const),
);

describe('a settings file that merely lies in the working directory', () => {
  it.each(Object.keys(VERBS))(
    'is refused by %s with each key that steers, and nothing is sent, written or run',
    async (verb) => {
      for (const name of STEERING) {
        const given = setup();
        let connected = 0;
        given.between = (aws) => {
          connected += 1;
          return aws;
        };
        given.files.set(FOUND, JSON.stringify({ runner: { [keyOf(name)]: 'true' } }));
        const before = [...given.files.keys()];
        const { code, stdout, stderr } = await program(given, verb, ...(PLACES[verb] ?? []));
        expect({ name, code, stdout }).toEqual({ name, code: 2, stdout: '' });
        expect(stderr).toContain(`runner.${keyOf(name)}`);
        expect(stderr).toContain(`--settings`);
        expect(stderr).toContain(variableOf(name));
        expect({ connected, hooked: given.hooked, files: [...given.files.keys()], jobs: given.jobs.sent }).toEqual({
          connected: 0,
          hooked: [],
          files: before,
          jobs: [],
        });
      }
    },
  );

  it('is refused although the command line says the same, and beside what is harmless', async () => {
    const given = setup();
    given.files.set(FOUND, JSON.stringify({ runner: { poll_seconds: 1, yes: true, on_event: 'cat' } }));
    const { code, stderr } = await runProgram(given, '--yes', '--on-event', 'true');
    expect({ code, hooked: given.hooked }).toEqual({ code: 2, hooked: [] });
    expect(stderr).toContain('s3-backfill.json was found in the working directory');
    expect(stderr).toContain('runner.on_event (it starts a program, or sends what happens to an address)');
    expect(stderr).toContain('runner.yes');
    expect(stderr).not.toContain('cat');
  });

  it('says what is harmless', async () => {
    for (const [verb, { flags }] of Object.entries(VERBS))
      for (const [name, flag] of Object.entries(flags).filter(([one]) => HARMLESS.includes(one))) {
        const value = valueFor(name, flag);
        const given = await givenTo(verb, [], { [FOUND]: { runner: { [keyOf(name)]: value } } });
        expect({ verb, name, given: [given[name]].flat() }).toEqual({ verb, name, given: [value] });
        expect(given['told']).toBeUndefined();
      }
  });
});

describe('a flag that steers', () => {
  it.each(OF_VERBS)(
    'of %s, --%s, is taken from the command line, its variable, and a file that is named',
    async (verb, name, flag) => {
      const value = valueFor(name, flag);
      const typed = flag.takes === 'nothing' ? [`--${name}`] : [`--${name}`, String(value)];
      const file = { '/here/ci.json': { runner: { [keyOf(name)]: value } } };
      const sources = [
        await givenTo(verb, typed, {}),
        await givenTo(verb, [], {}, { [variableOf(name)]: String(value) }),
        await givenTo(verb, ['--settings', 'ci.json'], file),
        await givenTo(verb, [], file, { S3_BACKFILL_SETTINGS: 'ci.json' }),
      ];
      expect(sources.map((given) => [given[name]].flat())).toEqual(sources.map(() => [value]));
      const told = sources.map((given) => given['told']);
      expect(told.slice(0, 2)).toEqual([undefined, undefined]);
      for (const said of told.slice(2)) expect(said).toContain(`ci.json sets ${keyOf(name)}`);
      if (flag.isSecret === true) expect(told.join()).not.toContain(String(value));
    },
  );

  it('of a file that is named is not told of where somebody has said something else', async () => {
    const file = { '/here/ci.json': { runner: { profile: 'other', yes: true } } };
    const words = ['--settings=ci.json', '--profile', 'mine'];
    expect(await givenTo('run', words, file)).toMatchObject({ profile: 'mine', told: 'ci.json sets yes = true' });
    const environment = { S3_BACKFILL_YES: 'false' };
    expect(await givenTo('run', words, file, environment)).toMatchObject({ yes: false, told: undefined });
  });

  it('is told of as a note, in JSON too, and to somebody who wants silence, without what may be a secret', async () => {
    for (const more of [[], ['--quiet']]) {
      const given = setup();
      const runner = { on_event: 'https://hooks.example.com/T0K3N', endpoint_url: 'https://s3.example.com:1/?t=T0K3N' };
      given.files.set('/here/ci.json', JSON.stringify({ runner }));
      const { code, stdout, stderr, events } = await runProgram(
        given,
        '--settings',
        'ci.json',
        '--output',
        'json',
        ...more,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(events).toContainEqual(
        expect.objectContaining({
          kind: 'note',
          detail: 'ci.json sets endpoint_url = "https://s3.example.com:1/?…", on_event (not shown)',
        }),
      );
      expect(stdout).not.toContain('T0K3N');
    }
  });
});

describe('a settings file that is named', () => {
  it.each([
    ['the command line', ['--settings', 'none.json'], {}],
    ['the variable', [], { S3_BACKFILL_SETTINGS: 'none.json' }],
  ])('by %s and is not there is refused', async (_by, words, environment) => {
    const given = setup();
    Object.assign(given.environment, environment);
    const { code, stderr } = await runProgram(given, ...words);
    expect({ code, jobs: given.jobs.sent }).toEqual({ code: 2, jobs: [] });
    expect(stderr).toContain("there is no settings file 'none.json'");
  });

  it('on the command line wins over the variable', async () => {
    const files = { '/here/a.json': { runner: { priority: 1 } }, '/here/b.json': { runner: { priority: 2 } } };
    const given = await givenTo('run', ['--settings', 'a.json'], files, { S3_BACKFILL_SETTINGS: 'b.json' });
    expect(given).toMatchObject({ priority: 1 });
  });

  it('cannot name another one', async () => {
    for (const words of [[], ['--settings', 's3-backfill.json']]) {
      const given = setup();
      given.files.set(FOUND, JSON.stringify({ runner: { settings: 'other.json' } }));
      const { code, stderr } = await runProgram(given, ...words);
      expect(code).toBe(2);
      expect(stderr).toContain('runner.settings is not heeded in a settings file');
    }
  });
});

describe('whether a flag steers', () => {
  it('is decided for what takes a file or a directory: it does', () => {
    const harmless = ALL.filter(([, { takes, steers }]) => /file|directory/.test(takes) && steers === 'nothing');
    expect(harmless.map(([name]) => name)).toEqual([]);
  });

  // A flag that comes to this list was looked at: what could a pull request do with it that changes only JSON?
  it('is denied of these alone', () => {
    expect(HARMLESS.join(' ')).toMatchInlineSnapshot(
      `"account-id accounts active adopt all all-versions annotations as bytes caller-arn canary-wait clock clock-skew-ms confirm-up-to created-after created-before deadline destination-region destination-versioning dry-run encryption exclude fail-on-empty fault for from-listing hcl how-often include job-tags key key-names larger-than largest-object latest-only log max-bandwidth max-cost max-objects max-requests-per-second max-workers must-keep objects offline output parts-above patience-seconds poll-seconds prefix print-command priority quiet quirk random-seed recent-hours region replication-rule replication-status report-wait-seconds restored retries rule-wait-seconds runs-on smaller-than source-bucket source-versioning stack storage-class substring suffix survey-limit tag timeout timing verbose version-id versions wait"`,
    );
  });
});
