// The runner as the package ships it: its start, its way to CreateJob, its memory while it watches.
//
// What is measured, and how:
// - start: wall time of `s3-backfill --help`, beside `node -e 0` (what any Node program costs) and `aws --version` (what
//   people have in their pipelines instead), in turns, so that all three meet the same load;
// - CreateJob: from the start of the program to the moment when its CreateJob request arrives at a proxy in front of the
//   emulator. `s3-backfill run` does its whole preflight before (buckets, rules, roles, own jobs; over 15 requests);
//   `aws s3control create-job` sends the same request at once. Both go through the same proxy to the same emulator;
// - memory: resident memory of `s3-backfill watch` over as many polls as a day has at 30 s from poll to poll, here 40 ms, of
//   one job that waits to be confirmed, and of six at once.
//
// What would make the figures misleading: at 30 s from poll to poll Node gives memory back while nothing happens, and a day
// takes less than its polls in haste; an emulator answers in a millisecond, where AWS takes 20 to 100, and the preflight's
// requests add a few such rounds to the runner's time, but none to the AWS CLI's; other load on the machine; a cold file
// cache at first (each program runs once before it counts). The AWS CLI is the one on the PATH (its version is told);
// version 2 starts slower than version 1.
import { loadavg } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { buildRunner, inTemporaryFolder, isInstalled, repeat, residentMib, timeRun } from './child-process';
import { median, rounded, say, type Figures } from './figures';
import { environment, REPORTS, SOURCE, startLocalAws, type LocalAws } from './local-aws';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy';

const CREATE_JOB = 'POST /v20180820/jobs';
/** One every 30 seconds. */
const DAY_OF_POLLS = 2_880;

export async function runnerBench(quick: boolean): Promise<Figures> {
  const loadBefore = rounded(loadavg()[0] ?? 0);
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    const withCli = isInstalled('aws', ['--version']);
    const starts = await startTimes(runner, folder, withCli, quick ? 5 : 25);
    const aws = await startLocalAws(runner, folder, [{ key: 'folder/{n}/object', count: 100 }]);
    const proxy = await startRecordingProxy(aws.target.port);
    const stage: Stage = { runner, folder, aws, proxy };
    const create = await timesToCreateJob(stage, withCli, quick ? 3 : 15);
    const day = await watchMemory(stage, { jobs: 1, pollSeconds: 0.04, polls: quick ? 120 : DAY_OF_POLLS });
    const six = await watchMemory(stage, { jobs: 6, pollSeconds: 0.04, polls: quick ? 60 : DAY_OF_POLLS });
    proxy.stop();
    await aws.stop();
    return {
      loadAverageBefore: loadBefore,
      ...starts,
      ...create,
      ...named('watchDay', day),
      ...named('watchSix', six),
    };
  });
}

async function startTimes(runner: string, folder: string, withCli: boolean, rounds: number): Promise<Figures> {
  const seconds: Record<'help' | 'node' | 'aws', number[]> = { help: [], node: [], aws: [] };
  let cliVersion: string | null = null;
  for (let round = 0; round <= rounds; round++) {
    const help = await timeRun(process.execPath, [runner, '--help'], { cwd: folder });
    const node = await timeRun(process.execPath, ['-e', '0'], { cwd: folder });
    const aws = withCli ? await timeRun('aws', ['--version'], { cwd: folder }) : undefined;
    cliVersion = (aws && `${aws.stdout}${aws.stderr}`.trim()) ?? null;
    // The first round only fills the file cache.
    if (round === 0) continue;
    seconds.help.push(help.seconds);
    seconds.node.push(node.seconds);
    if (aws !== undefined) seconds.aws.push(aws.seconds);
  }
  const [help, node] = [median(seconds.help), median(seconds.node)];
  const aws = withCli ? median(seconds.aws) : undefined;
  const figures = {
    helpMs: rounded(help * 1000),
    nodeMs: rounded(node * 1000),
    awsVersionMs: aws === undefined ? null : rounded(aws * 1000),
    helpRatioToNode: rounded(help / node),
    awsVersionRatioToHelp: aws === undefined ? null : rounded(aws / help),
    awsCli: cliVersion,
  };
  say(`start: ${JSON.stringify(figures)}`);
  return figures;
}

interface Stage {
  readonly runner: string;
  readonly folder: string;
  readonly aws: LocalAws;
  readonly proxy: RecordingProxy;
}

async function timesToCreateJob(stage: Stage, withCli: boolean, rounds: number): Promise<Figures> {
  const { runner, folder, aws, proxy } = stage;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const cwd = path.join(folder, `round-${round}`);
    mkdirSync(cwd);
    // A prefix of its own: a second run with the same plan would find the first one's job and create none.
    const target = [
      ...['--source-bucket', SOURCE, '--prefix', `folder/${String(round + 1).padStart(3, '0')}/`],
      ...['--role-arn', aws.jobRoleArn, '--report-bucket', REPORTS, '--endpoint-url', proxy.url, '--output', 'json'],
    ];
    const env = environment(aws);
    const planned = await timeRun(process.execPath, [runner, 'plan', ...target], { cwd, env });
    // With no time to watch it ends as soon as the job is created: "still running", exit code 4.
    const run = await timeRun(process.execPath, [runner, 'run', ...target, '--timeout', '0'], {
      cwd,
      env,
      exitCode: 4,
    });
    const arrived = proxy.lastArrival(CREATE_JOB);
    const cli = withCli
      ? await timeRun('aws', createJobCommand(planned.stdout, aws), { cwd, env: cliEnvironment(stage) })
      : undefined;
    const cliArrived = proxy.lastArrival(CREATE_JOB);
    if (arrived === undefined || (cli !== undefined && cliArrived === arrived))
      throw new Error('a CreateJob was not seen');
    if (round === 0) continue;
    ours.push(arrived - run.begin);
    if (cli !== undefined && cliArrived !== undefined) theirs.push(cliArrived - cli.begin);
  }
  const our = median(ours);
  const their = withCli ? median(theirs) : undefined;
  const figures = {
    runToCreateJobMs: rounded(our),
    awsCliToCreateJobMs: their === undefined ? null : rounded(their),
    awsCliRatioToRun: their === undefined ? null : rounded(their / our),
  };
  say(`CreateJob: ${JSON.stringify(figures)}`);
  return figures;
}

/** The request that the runner planned, with a token of its own: the emulator would take a known one for a repetition. */
function createJobCommand(planned: string, { accountId, endpoint }: LocalAws): readonly string[] {
  const events = planned
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PlanLine);
  const request = events.flatMap(({ transfers = [] }) => transfers)[0]?.request;
  if (request === undefined) throw new Error(`the plan names no job: ${planned}`);
  const input = JSON.stringify({ ...request, ClientRequestToken: `cli-${request.ClientRequestToken}`.slice(0, 64) });
  const url = endpoint.replace('127.0.0.1', 'localhost');
  return ['s3control', 'create-job', '--account-id', accountId, '--endpoint-url', url, '--cli-input-json', input];
}

interface PlanLine {
  readonly transfers?: readonly { readonly request: { readonly ClientRequestToken: string } }[];
}

/** The AWS CLI writes the account id in front of the endpoint's host, a name that only a proxy can reach. */
function cliEnvironment({ aws, proxy }: Stage): NodeJS.ProcessEnv {
  return { ...environment(aws), HTTP_PROXY: proxy.url, http_proxy: proxy.url };
}

/** What is watched, and how long. */
interface Watching {
  readonly jobs: number;
  readonly pollSeconds: number;
  /** Looks at every job. */
  readonly polls: number;
}

function named(prefix: string, figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [prefix + name, value]));
}

async function suspendedJob({ aws }: Stage, token: string): Promise<string> {
  const { JobId = '' } = await aws.control.send(
    new CreateJobCommand({
      AccountId: aws.accountId,
      ClientRequestToken: token,
      ConfirmationRequired: true,
      Priority: 10,
      RoleArn: aws.jobRoleArn,
      Operation: { S3ReplicateObject: {} },
      Report: { Enabled: false },
      ManifestGenerator: {
        S3JobManifestGenerator: { SourceBucket: `arn:aws:s3:::${SOURCE}`, EnableManifestOutput: false },
      },
    }),
  );
  return JobId;
}

async function watchMemory(stage: Stage, { jobs, pollSeconds, polls }: Watching): Promise<Figures> {
  const { runner, folder, aws, proxy } = stage;
  const jobIds = await repeat(jobs, (index) => suspendedJob(stage, `watched-${jobs}-${index}`));
  const connection = ['--region', aws.target.region, '--account-id', aws.accountId, '--endpoint-url', proxy.url];
  const pace = ['--poll-seconds', String(pollSeconds), '--output', 'json'];
  const lookAtTheLast = `GET /v20180820/jobs/${jobIds.at(-1) ?? ''}`;
  const begin = performance.now();
  const child = spawn(process.execPath, [runner, 'watch', ...jobIds, ...connection, ...pace], {
    cwd: folder,
    env: environment(aws),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const samples: number[] = [];
  const isRunning = (): boolean => child.exitCode === null;
  while (isRunning() && proxy.count(lookAtTheLast) < polls) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (isRunning()) samples.push(residentMib(child.pid ?? 0));
  }
  child.kill('SIGINT');
  const [code] = await ended;
  if (code !== 130) throw new Error(`watch ended with exit code ${String(code)}`);
  const third = Math.floor(samples.length / 3);
  const figures = {
    Jobs: jobs,
    Polls: proxy.count(lookAtTheLast),
    Seconds: Math.round((performance.now() - begin) / 1000),
    LargestMib: Math.round(Math.max(...samples)),
    MiddleThirdMib: rounded(median(samples.slice(third, 2 * third))),
    LastThirdMib: rounded(median(samples.slice(-third))),
  };
  say(`watch: ${JSON.stringify(figures)}`);
  return figures;
}
