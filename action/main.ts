// The program of action.yml: starts s3-backfill, which is built beside it, and makes of its events a log, annotations, a summary and outputs.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunnerEvent } from '../runner/events/events';
import { storyMarkdown } from '../runner/renderers/markdown/story-markdown';
import { storyTeller } from '../runner/renderers/story';
import { colours } from '../runner/renderers/terminal/colours';
import { textRenderer } from '../runner/renderers/text/text';
import { safeLines, visible } from '../runner/text/safe-text';
import { version } from '../package.json';
import { annotator, failureLine } from './annotations';
import { InputError, inputsOf, type Inputs } from './inputs';
import { resultsOf, writeOutputs, writeSummary } from './results';

const STILL_RUNNING = 4;
const WRONG_USAGE = 2;
const NO_ENDING = 70;

const log = (text: string): void => void process.stdout.write(text);
const output = { write: log, isTerminal: false, columns: 120 };
const clock = { now: () => Date.now() };
/** Neither asked for by whoever reads the report, nor for their eyes. */
const NOT_SHOWN = /^--(?:output=json$|on-event\b|$)/;

async function run({ words, workingDirectory, failsWhenRunning }: Inputs): Promise<number> {
  // Who starts a program in no directory is told that there is no Node.
  if (statSync(workingDirectory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError(`input 'working-directory': got '${workingDirectory}', which is no directory`);
  const command = words.filter((word) => !NOT_SHOWN.test(word));
  const teller = storyTeller(clock, { version, command: ['s3-backfill', ...command].map(visible).join(' ') });
  const renderer = textRenderer({ stdout: output, stderr: output }, colours(false, process.env));
  const annotate = annotator();
  const code = await start(words, workingDirectory, (event) => {
    teller.add(event);
    renderer.tell(event);
    log(annotate(event));
  });
  renderer.end();
  const story = teller.story();
  const hasEnded = story.events.some(({ kind }) => kind === 'verdict' || kind === 'error');
  if (!hasEnded)
    log(failureLine(`s3-backfill ended with exit code ${code}, and said nothing of how: nothing is known`));
  const exitCode = hasEnded || code !== 0 ? code : NO_ENDING;

  const markdown = storyMarkdown(story);
  const report = path.join(process.env['RUNNER_TEMP'] ?? tmpdir(), `s3-backfill-${randomUUID()}.md`);
  writeFileSync(report, markdown);
  const { GITHUB_OUTPUT: outputs = '', GITHUB_STEP_SUMMARY: summary = '' } = process.env;
  if (summary !== '') writeSummary(summary, markdown, report);
  if (outputs !== '') writeOutputs(outputs, resultsOf(story, exitCode, report));
  if (exitCode !== STILL_RUNNING || !hasEnded) return exitCode;
  return failsWhenRunning ? STILL_RUNNING : 0;
}

/** @returns the exit code, or 128 and the number of the signal that has ended it */
function start(words: readonly string[], cwd: string, tell: (event: RunnerEvent) => void): Promise<number> {
  const program = path.join(__dirname, 's3-backfill.js');
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  // Whoever cancels a workflow ends this process, and after some seconds kills it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = eventIn(line);
    if (event === undefined) log(`${safeLines(visible(line))}\n`);
    else tell(event);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** Undefined: it is no event. */
function eventIn(line: string): RunnerEvent | undefined {
  try {
    return JSON.parse(line) as RunnerEvent;
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  try {
    return await run(inputsOf(process.env));
  } catch (error) {
    log(failureLine(error instanceof Error ? error.message : String(error)));
    return error instanceof InputError ? WRONG_USAGE : NO_ENDING;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
