// --report-file, --certificate and --output markdown, by the program.
import { describe, expect, it } from '@jest/globals';
import { storyTeller } from '../../../runner/renderers/story';
import { bucketIn, program, runProgram, setup, type Setup } from '../fakes/fake-world';

const written = ({ files }: Setup, name: string): string => {
  const text = files.get(`/here/${name}`);
  if (text === undefined) throw new Error(`${name} was not written`);
  return text;
};

/** A world in which the one object is at the destination already. */
function replicated(): Setup {
  const given = setup();
  bucketIn(given, 'src').versions.push({ key: 'folder/a', replicationStatus: 'COMPLETED' });
  bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
  return given;
}

describe('--report-file', () => {
  it('keeps a run as a page, as Markdown, or as all that was said', async () => {
    for (const [name, beginning] of [
      ['r.html', '<!doctype html>'],
      ['r.md', '# Backfill report'],
      ['r.json', '{"version":1,'],
    ] as const) {
      const given = setup();
      const { code } = await runProgram(given, '--report-file', name);
      expect(code).toBe(0);
      expect(written(given, name).slice(0, beginning.length)).toBe(beginning);
    }
  });

  it('holds progress, report and verdict', async () => {
    const given = setup();
    await runProgram(given, '--report-file', 'r.json');
    const { events, progress, startedAt, endedAt } = JSON.parse(written(given, 'r.json')) as {
      events: { kind: string }[];
      progress: { total: number }[];
      startedAt: string;
      endedAt: string;
    };
    const kinds = events.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['handoff', 'check', 'transfer', 'transfer-ended', 'report']));
    expect(kinds.at(-1)).toBe('verdict');
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)?.total).toBe(1);
    expect(Date.parse(endedAt)).toBeGreaterThan(Date.parse(startedAt));
  });

  it('is written when a check says no, too, and says so', async () => {
    const given = setup();
    bucketIn(given, 'dst').versioning = 'Suspended';
    const { code } = await runProgram(given, '--report-file', 'r.html');
    expect(code).toBe(2);
    expect(written(given, 'r.html')).toContain('It could not be done');
  });

  it('is refused before anything is sent when it cannot be written, or its name says no form', async () => {
    const given = setup();
    given.filesAreReadOnly = true;
    const readOnly = await runProgram(given, '--report-file', 'r.html');
    expect(readOnly.code).toBe(2);
    expect(readOnly.stderr).toContain("--report-file: '/here/r.html' cannot be written (EROFS)");
    const unknown = await runProgram(setup(), '--report-file', 'r.pdf');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("--report-file: got 'r.pdf'; the name ends with .html, .md or .json");
    expect(given.jobs.made).toEqual([]);
  });

  it.each([
    ['--report-file', '--certificate', ['--report-file', 'all.json', '--certificate', './all.json']],
    ['--report-file', '--outputs', ['--outputs', 'outputs.json', '--report-file', 'outputs.json']],
    ['--certificate', '--sign-with', ['--certificate', 'key.json', '--sign-with', 'key.json']],
    ['--report-file', 'the plan', ['plan.json', '--report-file', 'plan.json']],
  ])('is refused where %s would be written over the file of %s', async (written, other, words) => {
    const given = setup();
    const before = new Map(given.files);
    const { code, stderr } = await program(given, 'run', '--yes', ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(`${written} and ${other} both name '/here/`);
    expect(given.jobs.made).toEqual([]);
    expect(given.files).toEqual(before);
  });

  it('that cannot be written any more in the end is an error, and exit code 5', async () => {
    const given = replicated();
    given.filesFailLate = true;
    const { code, stderr, stdout } = await program(
      given,
      'verify',
      '--outputs',
      'outputs.json',
      '--report-file',
      'r.md',
    );
    expect(stdout).toContain("the one object version is in 'dst'");
    expect(stderr).toContain("--report-file: '/here/r.md' could not be written: ENOSPC");
    expect(code).toBe(5);
  });
});

describe('files that cannot be written any more in the end', () => {
  const verified = async (given: Setup) => {
    given.filesFailLate = true;
    return program(given, 'verify', '--outputs', 'outputs.json', '--report-file', 'r.md', '--certificate', 'c.json');
  };

  it('are told one by one', async () => {
    const { code, stderr } = await verified(replicated());
    expect(stderr).toContain("--report-file: '/here/r.md' could not be written: ENOSPC");
    expect(stderr).toContain("--certificate: '/here/c.json' could not be written: ENOSPC");
    expect(code).toBe(5);
  });

  it('are told when the run has failed already, too, and change nothing about its exit code', async () => {
    const given = replicated();
    bucketIn(given, 'dst').versions.splice(0);
    const { code, stderr } = await verified(given);
    expect(stderr).toMatch(/--report-file: .*ENOSPC[^]*--certificate: .*ENOSPC/);
    expect(code).toBe(1);
  });
});

describe('--certificate', () => {
  it.each([
    ['c.html', 'Certificate of replication'],
    ['c.md', '## Certificate of replication: complete'],
    ['c.json', '{"version":2,"source":{"bucket":"src"'],
  ])('writes %s', async (name, text) => {
    const given = replicated();
    const { code } = await program(given, 'verify', '--outputs', 'outputs.json', '--certificate', name);
    expect(code).toBe(0);
    expect(written(given, name)).toContain(text);
  });
});

describe('files that a command writes', () => {
  const verify = ['verify', '--outputs', 'outputs.json', '--report-file', 'r.md', '--certificate', 'c.json'];

  it('are told with their whole paths', async () => {
    const { stderr } = await program(replicated(), ...verify);
    expect(stderr).toContain("report written to '/here/r.md'");
    expect(stderr).toContain("certificate written to '/here/c.json'");
    const plan = await program(setup(), 'plan', '--outputs', 'outputs.json', '--out', 'plan.json');
    expect(plan.stderr).toContain("plan written to '/here/plan.json'");
  });

  it('are events, before the verdict and before an error that ends it', async () => {
    const { events } = await program(replicated(), ...verify, '-o', 'json');
    expect(events.slice(-3)).toMatchObject([
      { kind: 'note', path: '/here/r.md' },
      { kind: 'note', path: '/here/c.json' },
      { kind: 'verdict' },
    ]);
    const given = setup();
    bucketIn(given, 'dst').versioning = 'Suspended';
    const refused = await runProgram(given, '--report-file', 'r.html', '-o', 'json');
    expect(refused.events.slice(-2)).toMatchObject([{ kind: 'note', path: '/here/r.html' }, { kind: 'error' }]);
  });

  it('are none where nothing was compared: that is said of the certificate', async () => {
    const given = setup();
    const { stderr } = await runProgram(given, '--verify', 'never', '--certificate', 'c.html');
    expect(stderr).toContain("--certificate: '/here/c.html' was not written, since nothing was compared");
    expect(given.files.has('/here/c.html')).toBe(false);
  });
});

describe('--output markdown', () => {
  it('writes results as Markdown on standard output, and talk on standard error', async () => {
    const { code, stdout, stderr } = await runProgram(setup(), '--output', 'markdown');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^### Job `job-1`/m);
    expect(stdout).toMatch(/^\*\*done\*\* \(exit code 0\)/m);
    expect(stdout).not.toContain('handoff from');
    expect(stderr).toContain("handoff from 'outputs.json'");
    expect(stderr).not.toContain('###');
  });
});

describe('the story of a run', () => {
  it('is bounded: days of looks become a few hundred moments, the first and the last among them', () => {
    let nowMs = 0;
    const teller = storyTeller({ now: () => nowMs });
    for (let look = 0; look < 20_000; look += 1) {
      const job = {
        transferId: 'j',
        phase: 'working',
        status: 'Active',
        total: 20_000,
        succeeded: look,
        failed: 0,
      } as const;
      teller.add({ kind: 'progress', atMs: nowMs, transfers: [job], queued: 0 });
      teller.add({ kind: 'note', detail: String(look) });
      nowMs += 30_000;
    }
    const { progress, events } = teller.story();
    expect(progress.length).toBeGreaterThan(150);
    expect(progress.length).toBeLessThanOrEqual(400);
    expect(events.length).toBe(5_000);
    expect(progress[0]).toMatchObject({ atMs: 0, succeeded: 0 });
    expect(progress.at(-1)).toMatchObject({ succeeded: 19_999 });
    const gaps = progress.slice(1).map(({ atMs }, index) => atMs - (progress[index]?.atMs ?? 0));
    expect(Math.max(...gaps)).toBeLessThan((20_000 * 30_000) / 50);
  });
});
