import { defined } from '../../../../runner/text/defined';
import { phaseOf } from '../../../../runner/methods/batch-jobs/jobs/job-phase';
import { describe, expect, it } from '@jest/globals';
import type { JobStatus } from '../../../../runner/ports/batch/batch-operations';
import type { TransferProgress, TransferStateEvent, ProgressEvent } from '../../../../runner/events/transfer-events';
import { colours } from '../../../../runner/renderers/terminal/colours';
import { textRenderer } from '../../../../runner/renderers/text/text';
import { isAsciiLocale, widthOf } from '../../../../runner/renderers/terminal/width';
import { START_MS } from '../../fakes/fake-clock';
import { HOSTILE } from '../hostile-text';
import { smallTerminal, type SmallTerminal } from './small-terminal';

const ESCAPE = '\u001b';
const PREFIXES = [
  'logs/2024/01/',
  '写真/東京/二〇二四年/夏/',
  'a/very/long/prefix/that/nobody/can/read/to/its/end/',
  '',
  'é/',
  'x',
];

function job(name: string, succeeded: number, status: JobStatus = 'Active'): TransferProgress {
  const prefix = name === '' ? {} : { prefix: name };
  const rates = { versionsPerSecond: 12.3, etaSeconds: 4_000, estimatedBytesPerSecond: 12 * 1024 ** 2 };
  return {
    transferId: `job-${name}`,
    ...prefix,
    phase: phaseOf(status),
    status,
    total: 50_000,
    succeeded,
    failed: 3,
    ...(status === 'Active' ? rates : {}),
  };
}

function progress(jobs: readonly TransferProgress[], atMs = START_MS, queued = 0): ProgressEvent {
  return { kind: 'progress', atMs, transfers: jobs, queued };
}

function state(of: TransferProgress, formerStatus?: JobStatus): TransferStateEvent {
  const former = formerStatus === undefined ? {} : { formerStatus, formerSeconds: 75 };
  const { transferId, phase, status } = of;
  return {
    kind: 'transfer-state',
    transferId,
    ...defined({ prefix: of.prefix }),
    phase,
    status,
    atMs: START_MS,
    ...former,
  };
}

const on = (terminal: SmallTerminal, ascii = false): ReturnType<typeof textRenderer> =>
  textRenderer({ stdout: terminal, stderr: terminal }, colours(true, { NO_COLOR: '1' }), ascii);

/** A log, and the lines that it has. */
function log(): { readonly renderer: ReturnType<typeof textRenderer>; readonly lines: () => readonly string[] } {
  const written: string[] = [];
  const output = { write: (text: string) => void written.push(text), isTerminal: false, columns: 80 };
  const renderer = textRenderer({ stdout: output, stderr: output }, colours(false, {}));
  return { renderer, lines: () => written.join('').split('\n').slice(0, -1) };
}

describe('six jobs on a terminal', () => {
  it.each([20, 30, 47, 80, 200])('have a line each, and one for all, of which none wraps at %s columns', (columns) => {
    const terminal = smallTerminal(columns);
    const renderer = on(terminal);
    for (let done = 0; done < 50_000; done += 9_999)
      renderer.tell(
        progress(
          PREFIXES.map((prefix) => job(prefix, done)),
          START_MS,
          2,
        ),
      );
    const screen = terminal.screen();
    expect(screen).toHaveLength(7);
    for (const line of screen) expect(widthOf(line)).toBeLessThan(columns);
    expect(screen[6]).toMatch(/^6 jobs {2}2 queued/);
    if (columns >= 30) expect(screen[0]).toMatch(/Active/);
    if (columns >= 80) expect(screen[0]).toMatch(/\[#+-*\] {2}\d+ %/);
  });

  it('say at 200 columns what is known of each, the bytes as an estimate', () => {
    const terminal = smallTerminal(200);
    on(terminal).tell(progress([job('a/', 25_000), job('b/', 0)]));
    expect(terminal.screen()[0]).toBe(
      "a/  Active  [############------------]  50 %  3 failed  about 1 h 6 min left  25,003/50,000  12 objects/s  about 12 MiB/s by the plan's mean size",
    );
  });

  it('leave nothing behind when some are over, when one is left, and at the end', () => {
    const terminal = smallTerminal(80);
    const renderer = on(terminal);
    renderer.tell(progress(PREFIXES.map((prefix) => job(prefix, 10))));
    renderer.tell(progress(PREFIXES.map((prefix, index) => job(prefix, 10, index < 2 ? 'Active' : 'Complete'))));
    expect(terminal.screen()).toHaveLength(3);
    renderer.tell({ kind: 'note', detail: 'a word in between' });
    expect(terminal.screen()).toEqual(['note: a word in between']);
    renderer.tell(progress(PREFIXES.map((prefix) => job(prefix, 10))));
    renderer.end();
    expect(terminal.screen()).toEqual(['note: a word in between']);
  });

  it('leave nothing of a line that was longer', () => {
    const terminal = smallTerminal(200);
    const renderer = on(terminal);
    renderer.tell(progress([job('a/', 10), job('b/', 10)]));
    renderer.tell(progress([{ ...job('a/', 10, 'Paused'), total: 0 }, job('b/', 10)]));
    expect(terminal.screen()[0]).toBe('a/  Paused');
  });

  it('are written over in one write, line by line, so that nothing flickers', () => {
    const terminal = smallTerminal(80);
    const renderer = on(terminal);
    const jobs = PREFIXES.map((prefix) => job(prefix, 10));
    renderer.tell(progress(jobs));
    const before = terminal.writes.length;
    renderer.tell(progress(jobs));
    const [write = '', ...more] = terminal.writes.slice(before);
    expect(more).toEqual([]);
    expect(write.indexOf('\u001b[J')).toBe(write.length - 3);
    expect(write).not.toContain('\u001b[2');
  });

  it.each([
    [120, 40],
    [40, 120],
    [90, 31],
  ])('leave nothing behind when a terminal of %s columns becomes one of %s', (before, after) => {
    const terminal = smallTerminal(before);
    const renderer = on(terminal);
    renderer.tell({ kind: 'note', detail: 'above' });
    renderer.tell(progress(PREFIXES.map((prefix) => job(prefix, 10))));
    terminal.resize(after);
    renderer.tell(progress(PREFIXES.map((prefix) => job(prefix, 20))));
    const screen = terminal.screen();
    expect(screen[0]).toBe('note: above');
    expect(screen).toHaveLength(8);
    expect(screen.filter((line) => line.startsWith('6 jobs'))).toHaveLength(1);
  });

  it('are not steered by their prefixes', () => {
    const terminal = smallTerminal(60);
    const renderer = on(terminal);
    for (const key of HOSTILE) {
      // A character that steers would make the terminal fail.
      const hostile = job(key, 10);
      renderer.tell(state(hostile));
      renderer.tell(progress([hostile, job('b', 10)]));
      expect(
        terminal
          .screen()
          .slice(-3)
          .filter((line) => widthOf(line) >= 60),
      ).toEqual([]);
    }
  });

  it('are spelled in ASCII for a terminal that knows nothing else', () => {
    const terminal = smallTerminal(100);
    on(terminal, true).tell(progress(PREFIXES.map((prefix) => job(prefix, 10))));
    expect(terminal.written().replaceAll(ESCAPE, '')).toMatch(/^[ -~\r\n]*$/);
    expect(terminal.screen()[4]).toMatch(/^\\u\{e9\}\//);
  });

  it('have no colours of their own', () => {
    const terminal = smallTerminal(100);
    on(terminal).tell(progress(PREFIXES.map((prefix) => job(prefix, 10))));
    expect(terminal.written().replaceAll(ESCAPE, '')).not.toMatch(/\[[\d;]*m/);
  });

  it('change their states in lines that stay', () => {
    const terminal = smallTerminal(200);
    const renderer = on(terminal);
    const active = job('a/', 0);
    renderer.tell(state(active, 'Preparing'));
    renderer.tell(progress([active]));
    renderer.tell(progress([job('a/', 10)]));
    const screen = terminal.screen();
    expect(screen).toHaveLength(2);
    expect(screen[0]).toMatch(/^2026-01-15T12:00:00Z a\/: job job-a\/ Active 3\/50,000/);
    expect(terminal.written()).toContain('after 1 min 15 s Preparing\n');
  });
});

describe('the locale', () => {
  it.each([
    [{ LANG: 'de_DE.UTF-8' }, false],
    [{ LANG: 'C.utf8' }, false],
    [{}, false],
    [{ LANG: '' }, false],
    [{ LANG: 'C' }, true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }, true],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, true],
  ])('%j is for ASCII alone: %s', (environment, ascii) => {
    expect(isAsciiLocale(environment)).toBe(ascii);
  });
});

describe('jobs in a log', () => {
  it('have at most one line each for a look, and none when nothing has changed', () => {
    const { renderer, lines } = log();
    const jobs = PREFIXES.map((prefix) => job(prefix, 10));
    for (const one of jobs) renderer.tell(state(one, 'Ready'));
    renderer.tell(progress(jobs));
    expect(lines()).toHaveLength(6);
    renderer.tell(progress(jobs, START_MS + 30_000));
    expect(lines()).toHaveLength(6);
    renderer.tell(progress([...jobs.slice(1), job('logs/2024/01/', 11)], START_MS + 60_000));
    expect(lines()).toHaveLength(7);
    expect(lines()[6]).toBe(
      "2026-01-15T12:01:00Z logs/2024/01/: job job-logs/2024/01/ Active 14/50,000, 3 failed, 12 objects/s, about 12 MiB/s by the plan's mean size, about 1 h 6 min left",
    );
  });

  it('show after ten silent minutes that they are watched still, and again after ten more', () => {
    const { renderer, lines } = log();
    for (let look = 0; look <= 45; look += 1)
      renderer.tell(progress([job('a/', 10), job('b/', 10, 'Preparing')], START_MS + look * 30_000));
    expect(lines().slice(2)).toEqual([
      '2026-01-15T12:10:00Z nothing new for 10 min; watching 2 jobs (1 Active, 1 Preparing)',
      '2026-01-15T12:20:00Z nothing new for 10 min; watching 2 jobs (1 Active, 1 Preparing)',
    ]);
  });

  it('steer nothing', () => {
    const { renderer, lines } = log();
    for (const key of HOSTILE) renderer.tell(progress([job(key, 10)]));
    for (const line of lines()) expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('make no command to a log, nor do the words beside them', () => {
    const { renderer, lines } = log();
    renderer.tell({ kind: 'note', detail: '##vso[task.complete]' });
    renderer.tell({ kind: 'waiting', detail: 'a##', seconds: 1 });
    renderer.tell({ kind: 'waiting', detail: '##[error]x', seconds: 1 });
    expect(lines().length).toBeGreaterThan(2);
    for (const line of lines()) expect(line).not.toMatch(/##[\w.-]*\[/);
  });
});
