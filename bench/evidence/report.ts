// A completion report, read by `s3-backfill report`.
//
// What is measured, and how: wall time and processor seconds of the whole program, from its start to its end, for reports of 1, 10 and 30
// million rows, which a server on loopback sends from files; the largest resident memory of the program. By turns with it, on the same
// files: csv-parse alone, straight from the files, without a checksum and without groups; and a bare loop that fetches the files, takes
// their MD5 and counts their lines. Medians of the rounds. Of 30 million rows csv-parse is taken at the pace that it had with 10.
//
// What would make the figures misleading: the server takes part of the cores that the program runs on, which on a machine of its own it
// would not; there is no TLS, and no network slower than the disk's cache; other load on the machine, of which all of them suffer, and the
// one that uses all cores more: processor seconds suffer less.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { measureNode, startServer, type NodeRun } from '../child-process';
import { median, rounded, say, type Figures } from '../figures';
import { writeReport, type WrittenReport } from './report-files';
import { JOB_ID, writeAnswers } from './report-answers';

const MILLION = 1_000_000;

/** A report, and what is done with it. */
interface Size {
  readonly millions: number;
  readonly rounds: number;
  /** Whether csv-parse reads it too. */
  readonly isParsed: boolean;
}

const FULL: readonly Size[] = [
  { millions: 1, rounds: 3, isParsed: true },
  { millions: 10, rounds: 3, isParsed: true },
  { millions: 30, rounds: 1, isParsed: false },
];
const QUICK: readonly Size[] = [
  { millions: 0.2, rounds: 1, isParsed: true },
  { millions: 1, rounds: 1, isParsed: false },
];
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

export async function reportFigures(quick: boolean, runner: string, folder: string): Promise<Figures> {
  const csvLoop = await bundled('csv-loop', folder);
  const bareLoop = await bundled('bare-loop', folder);
  let csv: Pace | undefined;
  let figures: Figures = {};
  for (const { millions, rounds, isParsed } of quick ? QUICK : FULL) {
    const files = path.join(folder, `report-${millions}`);
    mkdirSync(files);
    say(`writing a report of ${millions} million rows`);
    const report = writeReport(files, millions * MILLION);
    writeAnswers(files, report);
    const server = await startServer(['-I', path.join(__dirname, 'report_server.py'), files], { program: 'python3' });
    const url = `http://127.0.0.1:${server.firstLine}`;
    const [ours, bare, parsed]: [NodeRun[], NodeRun[], NodeRun[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await byRunner(report, files, runner, url));
      bare.push(await byLoop(report, [bareLoop, ...report.files.map(({ name }) => `${url}/results/${name}`)]));
      if (isParsed)
        parsed.push(await byLoop(report, [csvLoop, ...report.files.map(({ name }) => path.join(files, name))]));
    }
    await server.stop();
    if (isParsed) csv = paceOf(report, parsed);
    const found = figuresOf(report, `report${nameOf(millions)}`, { ours, bare, csv, isParsed });
    say(JSON.stringify(found));
    figures = { ...figures, ...found };
    rmSync(files, { recursive: true });
  }
  return figures;
}

interface Pace {
  readonly rowsPerSecond: number;
  /** Other load on the machine changes it less. */
  readonly rowsPerCpuSecond: number;
}

function paceOf({ rows }: WrittenReport, runs: readonly NodeRun[]): Pace {
  return {
    rowsPerSecond: rows / median(runs.map(({ seconds }) => seconds)),
    rowsPerCpuSecond: rows / median(runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

interface Measured {
  readonly ours: readonly NodeRun[];
  readonly bare: readonly NodeRun[];
  readonly csv: Pace | undefined;
  readonly isParsed: boolean;
}

function figuresOf(report: WrittenReport, name: string, { ours, bare, csv, isParsed }: Measured): Figures {
  const seconds = median(ours.map((run) => run.seconds));
  const cpuSeconds = median(ours.map((run) => run.cpuSeconds));
  const pace = csv ?? { rowsPerSecond: NaN, rowsPerCpuSecond: NaN };
  return {
    [`${name}Seconds`]: rounded(seconds),
    [`${name}RowsPerSecond`]: rounded(report.rows / seconds),
    [`${name}MegabytesPerSecond`]: rounded(report.bytes / seconds / 1e6),
    [`${name}CpuSeconds`]: rounded(cpuSeconds),
    [`${name}LargestMib`]: rounded(Math.max(...ours.map(({ largestMib }) => largestMib))),
    [`${name}BareLoopSeconds`]: rounded(median(bare.map((run) => run.seconds))),
    [`${name}BareLoopCpuSeconds`]: rounded(median(bare.map((run) => run.cpuSeconds))),
    ...(isParsed ? { [`${name}CsvParseRowsPerSecond`]: rounded(pace.rowsPerSecond) } : {}),
    ...(isParsed ? { [`${name}CsvParseRowsPerCpuSecond`]: rounded(pace.rowsPerCpuSecond) } : {}),
    [`${name}RatioToCsvParse`]: rounded(report.rows / seconds / pace.rowsPerSecond),
    [`${name}CpuRatioToCsvParse`]: rounded(report.rows / cpuSeconds / pace.rowsPerCpuSecond),
  };
}

function nameOf(millions: number): string {
  return millions < 1 ? `${millions * 1000}k` : `${millions}m`;
}

async function bundled(name: string, folder: string): Promise<string> {
  const loop = path.join(folder, `${name}.js`);
  const entry = path.join(__dirname, `${name}.ts`);
  await build({ entryPoints: [entry], outfile: loop, bundle: true, platform: 'node', logLevel: 'warning' });
  return loop;
}

/** @param words the loop, and what it reads; it says how many rows that had */
async function byLoop({ rows }: WrittenReport, words: readonly string[]): Promise<NodeRun> {
  const run = await measureNode(words);
  if (Number(run.stdout) !== rows) throw new Error(`${words.join(' ')} has read ${run.stdout} of ${rows} rows`);
  return run;
}

async function byRunner(report: WrittenReport, files: string, runner: string, url: string): Promise<NodeRun> {
  const words = ['report', JOB_ID, '--account-id', '111122223333', '--region', 'eu-west-1', '--output', 'json'];
  // Some tasks have failed: exit code 1.
  const options = { cwd: files, env: { PATH: process.env['PATH'], ...ENVIRONMENT }, exitCode: 1 };
  const run = await measureNode([runner, ...words, '--endpoint-url', url], options);
  const said = run.stdout.split('\n').find((line) => line.includes('"kind":"report"')) ?? '{}';
  const { succeeded, failed, causes } = JSON.parse(said) as Record<string, unknown>;
  if (succeeded !== report.rows - report.failed || failed !== report.failed || (causes as unknown[]).length !== 40)
    throw new Error(`the report was not read as it is: ${said}`);
  return run;
}
