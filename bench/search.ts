// Finding versions by a filter that S3 does not have, and counting them for a plan, in a bucket of a million versions.
//
// What is measured, and how:
// - search: `s3-backfill plan --match REGEX`, which lists every version in parts side by side and looks at the headers of
//   those that match (a few); wall time from the start of the program to its end, preflight included, and the largest
//   resident memory, for all versions and for a tenth of them: what is held may not grow with what is listed;
// - plan: `s3-backfill plan` that lists the bucket to its end and reads the headers of 2,000 versions;
// - beside it, what people do instead: `aws s3api list-object-versions`, page after page, with jq looking at the keys. It
//   lists a tenth of the versions when there are many, and is told as versions a second, its start included.
//
// What would make the figures misleading: the emulator answers in milliseconds and shares the cores with its client, so that
// listing side by side gains less here than against AWS, where each page takes 100 ms and more; other load on the machine.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { buildRunner, inTemporaryFolder, isInstalled, measureNode, timeRun, type NodeRun } from './child-process';
import { rounded, say, type Figures } from './figures';
import { environment, REPORTS, SOURCE, startLocalAws, type LocalAws } from './local-aws';

const FULL = 1_000_000;
const QUICK = 50_000;
const PARTS = 10;
/** A few in every part: names are numbers. */
const MATCH = '/0*7+$';

interface Stage {
  readonly runner: string;
  readonly folder: string;
  readonly aws: LocalAws;
}

export async function searchBench(quick: boolean): Promise<Figures> {
  const versions = quick ? QUICK : FULL;
  const loadBefore = rounded(loadavg()[0] ?? 0);
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    const parts = [...Array(PARTS).keys()];
    const objects = parts.map((part) => ({ key: `folder/part-${part}/{n}`, count: versions / PARTS }));
    const aws = await startLocalAws(runner, folder, objects);
    const stage: Stage = { runner, folder, aws };
    const tenth = await plan(stage, 'folder/part-0/', ['--match', MATCH]);
    const search = await plan(stage, 'folder/', ['--match', MATCH]);
    const countingTenth = await plan(stage, 'folder/part-0/', ['--survey-limit', String(versions * 2)]);
    const counting = await plan(stage, 'folder/', ['--survey-limit', String(versions * 2)]);
    const [cliVersions, cliPrefix] = quick ? [versions, 'folder/'] : [versions / PARTS, 'folder/part-0/'];
    const cliSeconds = await listWithCli(stage, cliPrefix);
    await aws.stop();
    const cli = cliSeconds === undefined ? undefined : cliVersions / cliSeconds;
    const ratio = (run: NodeRun): number | null => (cli === undefined ? null : rounded(versions / run.seconds / cli));
    return {
      loadAverageBefore: loadBefore,
      versions,
      ...told('searchTenth', tenth, versions / PARTS),
      ...told('search', search, versions),
      ...told('planTenth', countingTenth, versions / PARTS),
      ...told('plan', counting, versions),
      searchMemoryRatioToTenth: rounded(search.largestMib / tenth.largestMib),
      planMemoryRatioToTenth: rounded(counting.largestMib / countingTenth.largestMib),
      cliVersionsPerSecond: cli === undefined ? null : rounded(cli),
      searchRatioToCli: ratio(search),
      planRatioToCli: ratio(counting),
    };
  });
}

function told(name: string, { seconds, cpuSeconds, largestMib }: NodeRun, versions: number): Figures {
  const figures = {
    [`${name}Seconds`]: rounded(seconds),
    [`${name}VersionsPerSecond`]: rounded(versions / seconds),
    [`${name}CpuSeconds`]: rounded(cpuSeconds),
    [`${name}LargestMib`]: rounded(largestMib),
  };
  say(JSON.stringify(figures));
  return figures;
}

/** @throws Error unless something was found */
async function plan({ runner, folder, aws }: Stage, prefix: string, flags: readonly string[]): Promise<NodeRun> {
  const target = [
    ...['--source-bucket', SOURCE, '--prefix', prefix, '--role-arn', aws.jobRoleArn, '--report-bucket', REPORTS],
    ...['--manifest-bucket', REPORTS, '--endpoint-url', aws.endpoint, '--output', 'json'],
  ];
  const run = await measureNode([runner, 'plan', ...target, ...flags], { cwd: folder, env: environment(aws) });
  if (!run.stdout.includes('"kind":"plan"')) throw new Error(`there is no plan:\n${run.stdout}`);
  return run;
}

/** @returns undefined where the AWS CLI or jq is not there */
async function listWithCli({ folder, aws }: Stage, prefix: string): Promise<number | undefined> {
  if (!isInstalled('aws', ['--version']) || !isInstalled('jq', ['--version'])) return undefined;
  const script = path.join(folder, 'list.sh');
  const list = `aws s3api list-object-versions --endpoint-url ${aws.endpoint} --bucket ${SOURCE} --prefix ${prefix}`;
  writeFileSync(script, `set -eo pipefail\n${list} | jq -r '.Versions[].Key | select(test("${MATCH}"))'\n`);
  const { seconds, stdout } = await timeRun('bash', [script], { cwd: folder, env: environment(aws) });
  if (!stdout.includes('7\n')) throw new Error(`the AWS CLI found nothing:\n${stdout}`);
  return seconds;
}
