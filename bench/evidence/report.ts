// A completion report, read by `s3-backfill report`.
//
// What is measured, and how: wall time of the whole program, from its start to its end, for reports of 1, 10 and 30 million rows, which a
// server on loopback sends from files; the largest resident memory of the program; and beside it csv-parse alone, on one core and straight
// from the files of the smallest report, without a checksum and without groups.
//
// What would make the figures misleading: the server takes part of the cores that the program runs on, which on a machine of its own it
// would not; there is no TLS, and no network slower than the disk's cache; other load on the machine, of which both programs suffer, and the
// one that uses all cores more.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { measureNode, startServer } from '../child-process';
import { rounded, say, type Figures } from '../figures';
import { writeReport, type WrittenReport } from './report-files';
import { JOB_ID } from './report-names';

const MILLION = 1_000_000;
const FULL = [1, 10, 30];
const QUICK = [0.2, 1];
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

export async function reportFigures(quick: boolean, runner: string, folder: string): Promise<Figures> {
  let csv: Pace | undefined;
  let figures: Figures = {};
  for (const millions of quick ? QUICK : FULL) {
    const files = path.join(folder, `report-${millions}`);
    mkdirSync(files);
    say(`writing a report of ${millions} million rows`);
    const report = writeReport(files, millions * MILLION);
    csv ??= await byParser(report, files, folder);
    figures = { ...figures, ...(await byRunner(report, files, runner, `report${nameOf(millions)}`, csv)) };
    rmSync(files, { recursive: true });
  }
  return {
    csvParseRowsPerSecond: rounded(csv?.rowsPerSecond ?? 0),
    csvParseRowsPerCpuSecond: rounded(csv?.rowsPerCpuSecond ?? 0),
    ...figures,
  };
}

interface Pace {
  readonly rowsPerSecond: number;
  /** Other load on the machine changes it less. */
  readonly rowsPerCpuSecond: number;
}

function nameOf(millions: number): string {
  return millions < 1 ? `${millions * 1000}k` : `${millions}m`;
}

async function byParser({ files, rows }: WrittenReport, from: string, folder: string): Promise<Pace> {
  const loop = path.join(folder, 'csv-loop.js');
  const entry = path.join(__dirname, 'csv-loop.ts');
  await build({ entryPoints: [entry], outfile: loop, bundle: true, platform: 'node', logLevel: 'warning' });
  const { seconds, cpuSeconds, stdout, largestMib } = await measureNode([
    loop,
    ...files.map(({ name }) => path.join(from, name)),
  ]);
  if (Number(stdout) !== rows) throw new Error(`csv-parse has read ${stdout} of ${rows} rows`);
  say(`csv-parse alone: ${rounded(rows / seconds)} rows a second, ${rounded(largestMib)} MiB`);
  return { rowsPerSecond: rows / seconds, rowsPerCpuSecond: rows / cpuSeconds };
}

async function byRunner(
  report: WrittenReport,
  files: string,
  runner: string,
  name: string,
  csv: Pace,
): Promise<Figures> {
  const server = await startServer(['--import', 'tsx', path.join(__dirname, 'report-server.ts'), files]);
  try {
    const words = ['report', JOB_ID, '--account-id', '111122223333', '--region', 'eu-west-1', '--output', 'json'];
    const url = ['--endpoint-url', `http://127.0.0.1:${server.firstLine}`];
    // Some tasks have failed: exit code 1.
    const options = { cwd: files, env: { PATH: process.env['PATH'], ...ENVIRONMENT }, exitCode: 1 };
    const run = await measureNode([runner, ...words, ...url], options);
    const said = run.stdout.split('\n').find((line) => line.includes('"kind":"report"')) ?? '{}';
    const { succeeded, failed, causes } = JSON.parse(said) as Record<string, unknown>;
    if (succeeded !== report.rows - report.failed || failed !== report.failed || (causes as unknown[]).length !== 40)
      throw new Error(`the report was not read as it is: ${said}`);
    const figures = {
      [`${name}Seconds`]: rounded(run.seconds),
      [`${name}RowsPerSecond`]: rounded(report.rows / run.seconds),
      [`${name}MegabytesPerSecond`]: rounded(report.bytes / run.seconds / 1e6),
      [`${name}CpuSeconds`]: rounded(run.cpuSeconds),
      [`${name}LargestMib`]: rounded(run.largestMib),
      [`${name}RatioToCsvParse`]: rounded(report.rows / run.seconds / csv.rowsPerSecond),
      [`${name}CpuRatioToCsvParse`]: rounded(report.rows / run.cpuSeconds / csv.rowsPerCpuSecond),
    };
    say(JSON.stringify(figures));
    return figures;
  } finally {
    await server.stop();
  }
}
