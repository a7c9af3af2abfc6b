// npm run bench -- first-minutes: how long each way of use takes from the tarball in an empty folder to the proof, and in how many commands.
//
// What is measured, and how: __tests__/e2e/first-minutes.test.ts packs the package, installs it into an empty folder, and does what the README
// says for each way, on the emulator; it counts the commands and takes their time. Here it is run, and read.
// What is left out: the download of Terraform's provider and of what CDKTF needs, which are there; how long AWS's own jobs take, and the minutes
// that S3 takes to act on a new rule; reading, and thinking. --quick takes the way that needs no Terraform alone.
import { spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import path from 'node:path';
import { ROOT } from './child-process';
import { rounded, type Figures } from './figures';

const WAY = /^(?<name>[\w ]+): (?<commands>\d+) commands, (?<seconds>[\d.]+) s$/;
const QUICK = 'copies between two buckets';

export async function firstMinutesBench(quick: boolean): Promise<Figures> {
  const loadAverageBefore = rounded(loadavg()[0] ?? 0);
  const only = quick ? ['--testNamePattern', QUICK] : [];
  const told = await toldByTest(['--runInBand', '--testPathPatterns', 'e2e/first-minutes', ...only]);
  const ways = told.split('\n').flatMap((line) => {
    const { name, commands, seconds } = WAY.exec(line)?.groups ?? {};
    if (name === undefined) return [];
    const key = name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
    return [[`${key}Commands`, Number(commands)] as const, [`${key}Seconds`, Number(seconds)] as const];
  });
  if (ways.length === 0) throw new Error('the test has told no times: Terraform is not installed');
  return { loadAverageBefore, ...Object.fromEntries(ways) };
}

/** What it writes to its standard error; what it says goes on to ours. @throws Error when it fails */
function toldByTest(words: readonly string[]): Promise<string> {
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const env = { ...process.env, S3_BACKFILL_SHOW_TIMES: '1' };
  const child = spawn(process.execPath, [jest, ...words], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    process.stderr.write(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(told);
      else reject(new Error(`the test has failed (exit code ${code})`));
    });
  });
}
