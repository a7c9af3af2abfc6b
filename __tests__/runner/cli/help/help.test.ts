import { describe, expect, it } from '@jest/globals';
import { version } from '../../../../package.json';
import { COMMANDS, VERBS } from '../../../../runner/cli/cli';
import { wordsOf, type Flag } from '../../../../runner/cli/flags/flag';
import { exitCode, type Outcome } from '../../../../runner/events/exit-code';
import { program, setup } from '../../fakes/fake-world';

const ALL = Object.entries(COMMANDS);
const LISTED = ALL.filter(([, { isHidden }]) => isHidden !== true).map(([name]) => name);
const FLAGS: readonly [string, Flag][] = Object.values(VERBS).flatMap(({ flags }) => Object.entries(flags));
const help = async (...argv: readonly string[]): Promise<string> => (await program(setup(), ...argv)).stdout;

describe('help', () => {
  it.each([[''], ...LISTED.map((name) => [name])])('of %j fits 100 columns', async (name) => {
    const lines = (await help(...(name === '' ? [] : [name]), '--help')).split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('fits a terminal that is narrower', async () => {
    const given = setup();
    given.terminal = true;
    given.columns = 72;
    const { stdout } = await program(given, 'verify', '--help');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  it.each(LISTED)('%s is the same, however it is asked for', async (name) => {
    const said = await help('help', name);
    expect(await help(name, '--help')).toBe(said);
    for (const flag of Object.keys(COMMANDS[name]?.flags ?? {}))
      expect(said).toMatch(new RegExp(`--(\\[no-\\])?${flag}\\b`));
  });

  it.each(LISTED)('%s fits on a screen with -h, and names every flag', async (name) => {
    const said = await help(name, '-h');
    expect(await help('-h', name)).toBe(said);
    expect(said.split('\n').length).toBeLessThanOrEqual(45);
    expect(said.split('\n').filter((line) => line.length > 100)).toEqual([]);
    for (const flag of Object.keys(COMMANDS[name]?.flags ?? {})) expect(said).toMatch(new RegExp(`--${flag}\\b`));
  });

  it('lists every command, those that do the work first', async () => {
    const said = await help('help');
    expect(await help('--help')).toBe(said);
    const listed = [...said.matchAll(/^ {2}s3-backfill ([a-z-]+)\b/gm)].map(([, name]) => name);
    expect(listed).toEqual(LISTED);
    expect(listed.slice(0, 2)).toEqual(['plan', 'run']);
    expect(said).not.toContain('complete --');
  });

  it('wins over what is wrong beside it', async () => {
    expect(await program(setup(), 'run', '--bogus', '--timeout=soon', '--help')).toMatchObject({ code: 0, stderr: '' });
  });

  it('says what every exit code means', async () => {
    const outcomes: readonly Outcome[] = [
      'done',
      'some-failed',
      'failed',
      'still-running',
      'nothing-matched',
      'interrupted',
    ];
    const codes = [
      ...outcomes.map((outcome) => exitCode({ outcome })),
      exitCode({ error: 'usage' }),
      exitCode({ error: 'denied' }),
      exitCode({ internalError: true }),
    ];
    const told = [...(await help('--help')).matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code));
    expect(told).toEqual(codes.sort((a, b) => a - b));
  });

  it('shows examples that can be pasted before the flags', async () => {
    const said = await help('help', 'run');
    const shown = said.slice(said.indexOf('Examples'), said.indexOf('Where:')).replaceAll(/ \\\n +/g, ' ');
    for (const [line] of COMMANDS['run']?.examples ?? []) expect(shown).toContain(`\n  ${line}\n`);
  });

  it.each([['version'], ['--version']])('is short for %s', async (word) => {
    expect(await program(setup(), word)).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a flag', () => {
  it('takes the same in every command that has it, and has the same letter', () => {
    const kinds = new Map<string, string>();
    for (const [name, { takes, alias, repeatable }] of FLAGS) {
      const kind = JSON.stringify([takes, alias, repeatable]);
      expect([name, kinds.get(name) ?? kind]).toEqual([name, kind]);
      kinds.set(name, kind);
    }
  });

  it('has a letter that no other flag has', () => {
    const letters = new Map(
      FLAGS.flatMap(([name, { alias }]) => (alias === undefined ? [] : [[name, alias] as const])),
    );
    expect(new Set(letters.values()).size).toBe(letters.size);
    expect(letters.get('verbose')).toBe('v');
  });

  it('that may be repeated says so, and no other does', () => {
    for (const [name, flag] of FLAGS) {
      expect([name, wordsOf(flag).meaning.includes('repeatable')]).toEqual([name, flag.repeatable === true]);
      expect(flag.description).not.toContain('repeatable');
    }
  });
});
