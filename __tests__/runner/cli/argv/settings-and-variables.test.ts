// Flags from variables and from the settings file; how much is said; who else is told.
import { describe, expect, it } from '@jest/globals';
import { program, runProgram, setup, type Setup } from '../../fakes/fake-world';

function withSettings(runner: unknown): Setup {
  const given = setup();
  given.files.set('/here/s3-backfill.json', JSON.stringify({ region: 'eu-west-1', runner }));
  return given;
}

const priorityOf = ({ jobs }: Setup): number | undefined => jobs.sent[0]?.request.Priority;

describe('a flag', () => {
  it('is read from its variable', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_PRIORITY'] = '7';
    await runProgram(given);
    expect(priorityOf(given)).toBe(7);
  });

  it('is read from the settings file', async () => {
    const given = withSettings({ priority: 8, job_tags: false, storage_class: ['STANDARD', 'GLACIER_IR'] });
    await runProgram(given);
    expect(given.jobs.sent[0]?.request).toMatchObject({
      Priority: 8,
      ManifestGenerator: {
        S3JobManifestGenerator: { Filter: { MatchAnyStorageClass: ['STANDARD', 'GLACIER_IR'] } },
      },
    });
    expect(given.jobs.sent[0]?.request.Tags).toBeUndefined();
  });

  it('on the command line wins over the variable, and the variable over the file', async () => {
    const given = withSettings({ priority: 8 });
    given.environment['S3_BACKFILL_PRIORITY'] = '7';
    await runProgram(given);
    expect(priorityOf(given)).toBe(7);
    const typed = withSettings({ priority: 8 });
    typed.environment['S3_BACKFILL_PRIORITY'] = '7';
    await runProgram(typed, '--priority=6');
    expect(priorityOf(typed)).toBe(6);
  });

  it('of another command is no fault in the file, and is left out', async () => {
    const given = withSettings({ recent_hours: 4 });
    expect((await runProgram(given)).code).toBe(0);
  });

  it('may have several values in a variable, one a line', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_PREFIX'] = 'folder/a/\nfolder/b/';
    await runProgram(given);
    expect(given.jobs.sent).toHaveLength(2);
  });

  it('--output of a variable decides how everything is said', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_OUTPUT'] = 'json';
    const { stdout } = await runProgram(given);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ kind: 'handoff' });
  });

  it('--output of a variable decides how a fault in the settings file is told', async () => {
    const given = withSettings({ priorty: 1 });
    given.environment['S3_BACKFILL_OUTPUT'] = 'json';
    const { code, stdout, stderr } = await runProgram(given);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'error', error: 'usage' });
  });

  it('--output of the settings file decides how a wrong command is told', async () => {
    const given = withSettings({ output: 'json' });
    const { stdout } = await program(given, 'rnu');
    expect(JSON.parse(stdout)).toMatchObject({ message: "unknown command 'rnu' (did you mean 'run'?)" });
  });

  it('is not asked for by what the program tells about itself', async () => {
    const given = withSettings({ priorty: 1 });
    given.environment['S3_BACKFILL_MAX_COTS'] = '10';
    for (const words of [['--help'], ['run', '--help'], ['version'], ['completion', 'zsh'], ['help', 'run']])
      expect(await program(given, ...words)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [{ priorty: 1 }, "runner.priorty is no flag (did you mean 'priority'?)"],
    [{ priority: 'high' }, 'runner.priority in s3-backfill.json: got "high"; a number is allowed'],
    [{ fail_on_empty: 'perhaps' }, 'runner.fail_on_empty in s3-backfill.json: got "perhaps"; true or false is allowed'],
    [{ 'poll-seconds': 1 }, "runner.poll-seconds is no flag (did you mean 'poll_seconds'?)"],
    [{ priority: { a: 1 } }, 'runner.priority is no value of a flag'],
  ])('%j in the file is refused with 2: %s', async (runner, message) => {
    const given = withSettings(runner);
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(given.jobs.sent).toEqual([]);
  });

  it('is not missed by a mistyped variable: that is refused, and others are nobody’s business', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_PIPELINE_OWNER'] = 'storage';
    expect((await runProgram(given)).code).toBe(0);
    given.environment['S3_BACKFILL_MAX_COTS'] = '10';
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(2);
    expect(stderr).toContain("S3_BACKFILL_MAX_COTS is no flag (did you mean 'S3_BACKFILL_MAX_COST'?)");
  });

  it('is that of the command, although the value of another flag has the name of a command', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_PRIORITY'] = '7';
    given.environment['S3_BACKFILL_OUT'] = 'plan.json';
    const { code } = await program(
      given,
      '--stack',
      'plan',
      'list',
      '--region',
      'eu-west-1',
      '--account-id',
      '111122223333',
    );
    expect(code).toBe(0);
  });

  it('that is a switch is read as yes or no, as variables write it', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_JOB_TAGS'] = 'off';
    await runProgram(given);
    expect(given.jobs.sent[0]?.request.Tags).toBeUndefined();
    const typed = setup();
    typed.environment['S3_BACKFILL_JOB_TAGS'] = 'off';
    await runProgram(typed, '--job-tags');
    expect(typed.jobs.sent[0]?.request.Tags).toBeDefined();
  });

  it.each([['-y'], ['--yes=true'], ['--no-yes']])('typed as %s wins over its variable', async (word) => {
    const given = setup();
    given.environment['S3_BACKFILL_YES'] = 'perhaps';
    expect((await runProgram(given, word)).stderr).not.toContain('S3_BACKFILL_YES');
  });

  it('that may be given once is refused with two lines in its variable', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_REGION'] = 'eu-west-1\neu-west-2';
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(2);
    expect(stderr).toContain('S3_BACKFILL_REGION was given 2 times: give it once');
  });

  it('in a variable that is no number is refused by the name of the variable', async () => {
    const given = setup();
    given.environment['S3_BACKFILL_PRIORITY'] = 'high';
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(2);
    expect(stderr).toContain('S3_BACKFILL_PRIORITY: got "high"');
  });
});

describe('--quiet', () => {
  it('leaves results and faults', async () => {
    const given = setup();
    const { stdout, stderr } = await runProgram(given, '--quiet');
    expect(stderr).toBe('');
    expect(stdout).toContain('1 object version replicated');
    const wrong = await program(setup(), 'run', '--outputs', 'none.json', '-q');
    expect(wrong.stderr).toContain('none.json');
  });
});

describe('--on-event', () => {
  it('is sent every event that is shown, as JSON', async () => {
    const given = setup();
    const { events } = await runProgram(given, '--on-event', 'https://example.com/hook', '--output', 'json');
    const sent = given.hooked.map((line) => JSON.parse(line.replace('https://example.com/hook ', '')) as object);
    expect(sent).toEqual(events);
    expect(sent.length).toBeGreaterThan(10);
  });

  it('does not change the exit code when it does not work, and says so', async () => {
    const given = setup();
    given.hookFault = 'it answered 500';
    const { code, stderr } = await runProgram(given, '--on-event', 'https://example.com/hook');
    expect(code).toBe(0);
    expect(stderr).toContain('note: --on-event: it answered 500');
  });
});
