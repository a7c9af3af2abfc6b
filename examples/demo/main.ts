// npm run demo: the main job on a local AWS, from Terraform to existing objects replicated; with `-- copy`, copies made by requests, with
// `-- datasync`, by a task of DataSync, and with `-- inventory`, by functions that work off an inventory.
// docs: README.md
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Demo } from './applying';
import { COPY_STEPS, SLOWLY } from './copying';
import { INVENTORY_STEPS } from './inventories';
import { startLocalAws } from './local-aws';
import { STEPS } from './steps';
import { DATASYNC_STEPS } from './syncing';
import { findTerraform, TERRAFORM_MISSING } from './terraform';

const PROJECT = path.resolve(__dirname, '..', '..');
const RUNNER = path.join(PROJECT, 'dist', 's3-backfill.js');

async function demo(kind: string | undefined, signal: AbortSignal): Promise<number> {
  const applied = APPLIED.get(kind);
  if (applied === undefined && kind !== 'copy')
    return fail(`got '${String(kind)}'; npm run demo, npm run demo -- copy, -- datasync, or -- inventory`);
  const work = mkdtempSync(path.join(tmpdir(), 's3-backfill-demo-'));
  try {
    const terraform = applied === undefined ? undefined : findTerraform(process.env, work);
    if (applied !== undefined && terraform === undefined) return fail(TERRAFORM_MISSING);
    if (!existsSync(RUNNER))
      return fail(`${path.relative(PROJECT, RUNNER)} is not there; build it with: npm run build`);
    const aws = await startLocalAws(RUNNER, process.env, applied === undefined ? SLOWLY : applied.emulator);
    say(`A local AWS listens on ${aws.endpoint}; nothing leaves this machine.\n`);
    try {
      const common = { work, runner: RUNNER, aws, signal, show };
      return applied === undefined || terraform === undefined
        ? await walk(COPY_STEPS, common, COPIED)
        : await walk(applied.steps, { ...common, project: PROJECT, terraform }, applied.done);
    } finally {
      await aws.stop();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const REPLICATED =
  'replication applied by Terraform, the objects from before replicated by one command, ' +
  'a second run found nothing to do, Terraform sees no change.';
const COPIED = 'a copy was killed, went on where it was, and was proven; a third run found nothing to do.';
const SYNCED =
  'a task of DataSync applied by Terraform, the objects from before copied and compared by one command, ' +
  'what has changed since copied by the same one, Terraform sees no change.';
const WORKED_OFF =
  'an inventory, queues and functions applied by Terraform, the objects from before copied at once by one command, ' +
  'what has changed since by a delivered inventory, both sides compared, Terraform sees no change.';

interface AppliedDemo {
  readonly steps: readonly Step<Demo>[];
  /** What was shown, once it is over. */
  readonly done: string;
  /** Flags of the local AWS. */
  readonly emulator: readonly string[];
}

/** Those that Terraform applies, by name; the first has none. */
const APPLIED: ReadonlyMap<string | undefined, AppliedDemo> = new Map([
  [undefined, { steps: STEPS, done: REPLICATED, emulator: [] }],
  ['datasync', { steps: DATASYNC_STEPS, done: SYNCED, emulator: [] }],
  ['inventory', { steps: INVENTORY_STEPS, done: WORKED_OFF, emulator: ['--run-functions'] }],
]);

interface Step<Context> {
  readonly title: string;
  run(context: Context): Promise<string>;
}

async function walk<Context extends { readonly signal: AbortSignal }>(
  steps: readonly Step<Context>[],
  context: Context,
  done: string,
): Promise<number> {
  const began = Date.now();
  for (const [index, step] of steps.entries()) {
    const number = `${index + 1}/${steps.length}`;
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
  say(`Done in ${seconds(began)} s: ${done}`);
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

demo(process.argv[2], stopping.signal).then(
  (code) => (process.exitCode = code),
  (error: unknown) => (process.exitCode = fail(error instanceof Error ? error.message : String(error))),
);
