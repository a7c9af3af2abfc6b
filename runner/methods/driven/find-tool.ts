// Where a program is that is to be driven, and in which version: asked before anything else, since it decides what can be planned.
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { baseEnvironment } from './environment';
import type { Tool } from './tool';
import { versionText, type Version } from './version';

/** To say its version. */
const LONGEST_ANSWER_MS = 30_000;
const MOST_LINES = 20;

export interface FoundTool {
  readonly path: string;
  readonly version: Version;
}

/** What it says of its version; empty: nothing in time, or it could not be started. */
async function answerOf(path: string, words: readonly string[], engine: Engine): Promise<string> {
  const { programs, clock, signal } = engine;
  const folder = await programs.makePrivateFolder();
  const lines: string[] = [];
  const waited = new AbortController();
  const stop = (): void => waited.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const child = programs.start({
      path,
      words,
      environment: baseEnvironment(programs, folder.path),
      folder: folder.path,
      onLine: (line) => {
        if (lines.length < MOST_LINES) lines.push(line);
      },
    });
    const slow = clock.sleep(LONGEST_ANSWER_MS, waited.signal).catch(() => undefined);
    await Promise.race([child.ended, slow]);
    await child.stop();
    if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    return lines.join('\n');
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
    await folder.remove();
  }
}

/** @throws RunnerError `preflight` when it is not there, or not in a version that can do it; says what to install */
export async function findTool(tool: Tool, engine: Engine): Promise<FoundTool> {
  const { programs } = engine;
  const hint = `${tool.install(programs.system)}; --method copy needs no other program`;
  const path = await programs.find(tool.program);
  if (path === undefined)
    throw new RunnerError(
      'preflight',
      `--method ${tool.name} needs the program '${tool.program}', which is in no folder of PATH`,
      hint,
    );
  const said = await answerOf(path, tool.versionWords, engine);
  const version = tool.readVersion(said);
  if (version === undefined)
    throw new RunnerError(
      'preflight',
      `'${visible(path)}' does not say which version of ${tool.title} it is: ${said === '' ? 'it says nothing' : `it says '${visible(said.slice(0, 200))}'`}`,
      hint,
    );
  const why = tool.tooOld(version);
  if (why === undefined) return { path, version };
  throw new RunnerError(
    'preflight',
    `'${visible(path)}' is ${tool.title} ${versionText(version)}, which is too old: ${why}`,
    hint,
  );
}
