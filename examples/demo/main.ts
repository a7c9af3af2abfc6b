// npm run demo: the main job on a local AWS, from Terraform to existing objects replicated. docs: README.md
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalAws } from './local-aws';
import { type Demo, STEPS } from './steps';
import { findTerraform, TERRAFORM_MISSING } from './terraform';

const PROJECT = path.resolve(__dirname, '..', '..');
const RUNNER = path.join(PROJECT, 'dist', 's3-backfill.js');

async function demo(signal: AbortSignal): Promise<number> {
  const work = mkdtempSync(path.join(tmpdir(), 's3-backfill-demo-'));
  try {
    const terraform = findTerraform(process.env, work);
    if (terraform === undefined) return fail(TERRAFORM_MISSING);
    if (!existsSync(RUNNER))
      return fail(`${path.relative(PROJECT, RUNNER)} is not there; build it with: npm run build`);
    const aws = await startLocalAws(RUNNER, process.env);
    say(`A local AWS listens on ${aws.endpoint}; nothing leaves this machine.\n`);
    try {
      return await walk({ project: PROJECT, work, runner: RUNNER, terraform, aws, signal, show });
    } finally {
      await aws.stop();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function walk(context: Demo): Promise<number> {
  const began = Date.now();
  for (const [index, step] of STEPS.entries()) {
    const number = `${index + 1}/${STEPS.length}`;
    say(`[${number}] ${step.title}`);
    const stepBegan = Date.now();
    try {
      const found = await step.run(context);
      say(`      ok: ${found} (${seconds(stepBegan)} s)\n`);
    } catch (error) {
      if (context.signal.aborted) return interrupted();
      return fail(`step ${number} failed: ${step.title}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  say(
    `Done in ${seconds(began)} s: replication applied by Terraform, the objects from before replicated by one command, ` +
      'a second run found nothing to do, Terraform sees no change.',
  );
  return 0;
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function show(text: string): void {
  for (const line of text.trimEnd().split('\n')) if (line !== '') say(`      | ${line}`);
}

function fail(text: string): number {
  process.stderr.write(`demo: ${text}\n`);
  return 1;
}

function interrupted(): number {
  process.stderr.write('demo: interrupted; the local AWS and its temporary folder are gone\n');
  return 130;
}

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

demo(stopping.signal).then(
  (code) => (process.exitCode = code),
  (error: unknown) => (process.exitCode = fail(error instanceof Error ? error.message : String(error))),
);
