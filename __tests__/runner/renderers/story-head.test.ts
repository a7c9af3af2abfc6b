// Reports: what they are about and what comes next stands on top, and why it failed comes before how it went.
import { describe, expect, it } from '@jest/globals';
import { version } from '../../../package.json';
import type { Story } from '../../../runner/renderers/story';
import { headOf } from '../../../runner/renderers/story-head';
import { fate } from '../fakes/fake-jobs';
import { bucketIn, program, runProgram, setup, type Setup } from '../fakes/fake-world';

const FORMS = ['r.html', 'r.md'] as const;

const FAILING = fate({ rows: ['folder/a,v1,failed,403,AccessDenied,Access denied'] });

function kept({ files }: Setup, name: string): string {
  const text = files.get(`/here/${name}`);
  if (text === undefined) throw new Error(`${name} was not written`);
  // What a reader sees.
  return name.endsWith('.md') ? text : text.replace(/<style>[^]*<\/style>/, '').replace(/<[^>]*>/g, '');
}

describe.each(FORMS)('a report: %s', (name) => {
  it('begins with source, destination, Region, account, version, command and the next command', async () => {
    const given = setup();
    given.jobs.fates.push(FAILING);
    await runProgram(given, '--report-file', name, '--retries', '0');
    const text = kept(given, name);
    const places = [
      /Source:?\s+`?src/,
      /Destination:?\s+`?dst/,
      /Region:?\s+`?eu-west-1/,
      /Account:?\s+`?111122223333/,
      /Command:?\s+`?s3-backfill run --outputs outputs\.json --always-create/,
      /Next:?\s+`?s3-backfill /,
      new RegExp(`Made by:?\\s+s3-backfill ${version}`),
    ].map((line) => text.search(line));
    expect(Math.min(...places)).toBeGreaterThan(-1);
    expect(Math.max(...places)).toBeLessThan(text.search(/exit code/));
  });

  it('tells of a failed run why before how it went', async () => {
    const given = setup();
    given.jobs.fates.push(FAILING);
    await runProgram(given, '--report-file', name, '--retries', '0', '--survey', 'exact');
    const text = kept(given, name);
    const cause = text.search(/Why objects failed|#### /);
    expect(cause).toBeGreaterThan(text.search(/exit code/));
    expect(text.search(/would be copied/)).toBeGreaterThan(cause);
  });

  it('says of a run that could not begin what was asked of it, and what is not known', async () => {
    const given = setup();
    const { code } = await program(given, 'run', '--outputs', 'nowhere.json', '--report-file', name);
    expect(code).toBe(2);
    expect(kept(given, name)).toMatch(/Source:?\s+not known[^]*Command:?\s+`?s3-backfill run --outputs nowhere\.json/);
  });

  it('shows no address of a webhook', async () => {
    const given = setup();
    await runProgram(given, '--report-file', name, '--on-event', 'https://hooks.example/secret');
    expect(kept(given, name)).toContain('--on-event ...');
    expect(kept(given, name)).not.toContain('secret');
  });
});

describe('the next command', () => {
  const story = (event: object): Story =>
    ({
      startedMs: 0,
      endedMs: 0,
      progress: [],
      events: [{ kind: 'verdict', exitCode: 0, summary: '', transferIds: [], ...event }],
    }) as unknown as Story;
  const next = (event: object): string | undefined => headOf(story(event)).find(({ name }) => name === 'Next')?.text;

  it('is the way back to what goes on, else what goes on from here, else nothing', () => {
    expect(next({ outcome: 'detached', comeBack: 's3-backfill watch x' })).toBe('s3-backfill watch x');
    expect(next({ outcome: 'some-failed', next: 's3-backfill doctor' })).toBe('s3-backfill doctor');
    expect(next({ outcome: 'done' })).toBe('nothing: it is done');
  });

  it('of a plan is the run, with the same flags', async () => {
    const { events } = await program(setup(), 'plan', '--outputs', 'outputs.json', '--always-create', '-o', 'json');
    expect(events.at(-1)).toMatchObject({ exitCode: 0, next: 's3-backfill run --outputs outputs.json' });
  });

  it('tells watch and report from where to where their jobs copy', async () => {
    const given = setup();
    await runProgram(given);
    const where = ['--account-id', '111122223333', '--region', 'eu-west-1', '-o', 'json'];
    for (const verb of ['watch', 'report']) {
      const { events } = await program(given, verb, 'job-1', ...where);
      expect(events).toContainEqual(
        expect.objectContaining({
          kind: 'target',
          source: expect.objectContaining({ bucket: 'src' }),
          destinations: ['dst'],
        }),
      );
    }
  });
});

describe('Markdown as text', () => {
  it('has no table that is wider than two screens, and no letter that is spelled as a number', async () => {
    for (const verb of ['run', 'plan']) {
      const given = setup();
      bucketIn(given, 'src').versions.push({ key: 'folder/a_b.c-d e' });
      given.jobs.fates.push(FAILING);
      await program(given, verb, '--outputs', 'outputs.json', '--report-file', 'r.md', '--survey', 'exact');
      const text = kept(given, 'r.md');
      expect(text).not.toMatch(/&#\d+;|<code>/);
      const tables = text.split('\n').filter((line) => line.startsWith('|'));
      expect(tables.length).toBeGreaterThan(0);
      expect(Math.max(...tables.map(({ length }) => length))).toBeLessThan(220);
    }
  });
});
