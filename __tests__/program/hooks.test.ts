// A webhook and a command that are told of events, by the built program: neither holds it, and neither's secrets are shown.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { listeners, type Listening } from './listening';
import type { Program, Said } from './setup';

const OUTPUTS = ['--outputs', 'outputs.json'];

const built = builtProgram();
const listen = listeners();

/** Runs it, and sends `signal` when `when` resolves; says how long it took from there. */
async function signalled(
  program: Program,
  words: readonly string[],
  signal?: NodeJS.Signals,
  when?: Promise<unknown>,
): Promise<Said & { readonly tookMs: number }> {
  const fromMs = performance.now();
  const said = await program.run(
    words,
    signal === undefined || when === undefined ? {} : { signal, interruptWhen: when },
  );
  return { ...said, tookMs: said.endedAfterSignalMs ?? performance.now() - fromMs };
}

const LONG_MS = 20_000;
const AT_ONCE_MS = 4_000;

describe('a hook that hangs', () => {
  /** Answers nothing, and tells when it was asked. */
  async function hanging(): Promise<Listening & { readonly isAsked: Promise<void> }> {
    let tell: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (tell = resolve));
    return { ...(await listen(() => tell())), isAsked };
  }

  it('holds the program for seconds, however many events wait', async () => {
    const program = await built.start(['folder/a']);
    const { url } = await hanging();
    const said = await signalled(program, ['plan', ...OUTPUTS, '--on-event', `${url}/T0K3N`]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.tookMs).toBeLessThan(LONG_MS);
    expect(said.stderr).toMatch(/--on-event: .*\d+ events? (was|were) not delivered/);
    expect(said.stderr).not.toContain('T0K3N');
  }, 60_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at once on %s, a webhook',
    async (signal) => {
      const program = await built.start(['folder/a']);
      const { url, isAsked } = await hanging();
      const words = ['run', ...OUTPUTS, '--yes', '--poll-seconds', '600', '--on-event', url];
      const said = await signalled(
        program,
        words,
        signal,
        isAsked.then(() => delay(1_000)),
      );
      expect(said.exitCode).toBe(130);
      expect(said.tookMs).toBeLessThan(AT_ONCE_MS);
    },
    60_000,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends on %s while only the webhook is waited for',
    async (signal) => {
      const program = await built.start(['folder/a']);
      const { url, isAsked } = await hanging();
      const said = await signalled(
        program,
        ['list', ...OUTPUTS, '--on-event', url],
        signal,
        isAsked.then(() => delay(2_000)),
      );
      expect(said.tookMs).toBeLessThan(AT_ONCE_MS);
      expect(said.stdout).toContain('job');
    },
    60_000,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at once on %s with all that it started, a command',
    async (signal) => {
      const program = await built.start(['folder/a']);
      const pids = path.join(program.folder, 'pids');
      const command = `trap '' TERM INT; (trap '' TERM INT; sleep 300) & echo $! >> '${pids}'; sleep 300 & echo $! >> '${pids}'; wait; sleep 300`;
      const started = async (): Promise<void> => {
        while (!existsSync(pids) || readFileSync(pids, 'utf8').trim().split('\n').length < 2) await delay(20);
      };
      const words = ['run', ...OUTPUTS, '--yes', '--poll-seconds', '600', '--on-event', command];
      const said = await signalled(
        program,
        words,
        signal,
        started().then(() => delay(1_000)),
      );
      expect(said.exitCode).toBe(130);
      expect(said.tookMs).toBeLessThan(AT_ONCE_MS);
      for (const pid of readFileSync(pids, 'utf8').trim().split('\n').map(Number)) expect(isRunning(pid)).toBe(false);
    },
    60_000,
  );

  it('leaves nothing running that would hold the streams of the program', async () => {
    const program = await built.start(['folder/a']);
    const said = await signalled(program, ['list', ...OUTPUTS, '--on-event', 'sleep 300 & cat > /dev/null']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.tookMs).toBeLessThan(LONG_MS);
  }, 60_000);
});

/** A zombie does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a secret in the address of a webhook, or in a command', () => {
  it('stands in no output, report, plan or message', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    const hook = await listen((_request, response) => response.writeHead(500).end());
    const { port } = hook;
    const files = ['--report-file', 'report.html'];
    const texts: string[] = [];
    const forms: readonly (readonly string[])[] = [
      ['--on-event', `http://user:T0K3N@127.0.0.1:${port}/T0K3N/x?t=T0K3N#T0K3N`],
      [`--on-event=http://127.0.0.1:${port}/T0K3N`],
      ['--on-event', 'cat > /dev/null # T0K3N'],
      ['--on-event', 'exit 3 # T0K3N'],
      // Wrong words and wrong addresses.
      ['--on-eve', 'https://127.0.0.1/T0K3N'],
      ['--on-eve=https://127.0.0.1/T0K3N'],
      ['-on-event=https://127.0.0.1/T0K3N'],
      ['-on-event', 'https://127.0.0.1/T0K3N'],
      ['--on-event', 'https://T0K3N@'],
      ['--on-event', 'https://T0K3N host/'],
      ['--on-event', 'http://hooks.example.com/T0K3N'],
      ['--on-event', 'ftp://127.0.0.1/T0K3N'],
      ['--on-event', 'HTTP://hooks.example.com/T0K3N'],
      ['--on-event', 'https://127.0.0.1/T0K3N', '--on-event', 'https://127.0.0.1/T0K3N'],
      ['--on-event', 'cat', '--on-event-env', 'NAME=T0K3N'],
      ['--endpoint-url', 'https://user:T0K3N@127.0.0.1'],
      ['--endpoint-url', 'https://127.0.0.1/?token=T0K3N'],
    ];
    for (const output of ['text', 'json', 'markdown'])
      for (const form of forms) {
        const said = await program.run([
          'plan',
          ...OUTPUTS,
          '--out',
          'plan.json',
          ...files,
          '--output',
          output,
          ...form,
        ]);
        texts.push(said.stdout, said.stderr);
        for (const name of ['report.html', 'plan.json'])
          if (existsSync(path.join(program.folder, name)))
            texts.push(readFileSync(path.join(program.folder, name), 'utf8'));
      }
    for (const told of texts) expect(told).not.toContain('T0K3N');
    expect(hook.got.length).toBeGreaterThan(0);
  }, 240_000);

  it('is left out of the command that goes on with a run that was interrupted', async () => {
    const program = await built.start(['folder/a'], { timing: { jobStateMs: 600_000 } });
    const hook = await listen((_request, response) => response.end());
    const words = ['run', ...OUTPUTS, '--yes', '--on-event', `${hook.url}/T0K3N`, '--report-file', 'report.json'];
    const said = await program.run(words, { interruptAt: /job [0-9a-f-]{36} New/ });
    expect(said).toMatchObject({ exitCode: 130 });
    expect(said.stderr).toContain('s3-backfill');
    expect(
      `${said.stdout}${said.stderr}${readFileSync(path.join(program.folder, 'report.json'), 'utf8')}`,
    ).not.toContain('T0K3N');
  }, 60_000);

  it('is not in the command line that other users see, although it was typed', async () => {
    const program = await built.start(['folder/a']);
    const title = path.join(program.folder, 'title');
    const command = `cat /proc/$PPID/cmdline > '${title}'; cat > /dev/null # T0K3N`;
    for (const typed of [['--on-event', command], [`--on-event=${command}`]]) {
      expect(await program.run(['list', ...OUTPUTS, ...typed])).toMatchObject({ exitCode: 0 });
      expect(readFileSync(title, 'utf8').replaceAll('\0', '')).toBe('s3-backfill');
    }
  });
});
