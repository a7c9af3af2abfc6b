// A report and a certificate as the program writes them, with what the recorded session begins with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { LocalAws } from '../../examples/demo/local-aws';
import { repair, startFilled, switchOnReplication } from '../session/setup';

const OUTPUTS = ['--outputs', 'outputs.json'];

/** @returns its exit code */
async function run(runner: string, words: readonly string[], cwd: string, aws: LocalAws): Promise<number> {
  const env = { ...process.env, ...aws.environment };
  const child = spawn(process.execPath, [runner, ...words], { cwd, env, stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? -1;
}

/**
 * @param runner path of the built `s3-backfill`
 * @param work an empty folder
 * @param folder where both are put
 */
export async function makeSamples(runner: string, work: string, folder: string): Promise<void> {
  const aws = await startFilled(runner, work);
  try {
    await switchOnReplication(aws, work);
    const fast = ['--checks', 'basic', '--poll-seconds', '0.2', '--rule-wait-seconds', '0'];
    const failed = await run(
      runner,
      ['run', ...OUTPUTS, ...fast, '--retries', '0', '--report-file', 'report.html'],
      work,
      aws,
    );
    if (failed !== 1) throw new Error(`the run of the sample ended with ${failed}, and 1 was expected`);
    await repair(aws);
    await run(runner, ['run', ...OUTPUTS, ...fast], work, aws);
    await run(runner, ['verify', ...OUTPUTS, '--certificate', 'certificate.html'], work, aws);
  } finally {
    await aws.stop();
  }
  mkdirSync(folder, { recursive: true });
  for (const name of ['report.html', 'certificate.html']) copyFileSync(path.join(work, name), path.join(folder, name));
}
