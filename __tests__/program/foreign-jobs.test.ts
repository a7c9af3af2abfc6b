// Jobs that bear the mark of a plan and do something else, through the built program: the mark is made of what anybody can know.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateJobCommand, S3ControlClient, type CreateJobCommandInput } from '@aws-sdk/client-s3-control';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { journalOf, JOB_POLICY, JOB_ROLE, type Program } from './setup';

const RUN = ['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05', '--verify', 'never', '--always-create'];
const OTHER_ROLE = JOB_ROLE.replace('role/job', 'role/other');

const built = builtProgram();
let program: Program;

type Order = CreateJobCommandInput & { readonly Description: string };

interface Foreseen {
  readonly hash: string;
  readonly request: Order;
}

/** The request of the plan, as anybody can print it. */
async function start(): Promise<Foreseen> {
  program = await built.start(['folder/a', 'folder/b', 'other/c'], { timing: { jobStateMs: 20 } });
  await program.s3.send(new CreateBucketCommand({ Bucket: 'elsewhere' }));
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'batchoperations.s3.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await program.iam.send(new CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument }));
  await program.iam.send(
    new PutRolePolicyCommand({ RoleName: 'other', PolicyName: 'all', PolicyDocument: JOB_POLICY }),
  );
  const { stdout } = await program.run(['plan', '--outputs', 'outputs.json', '--output', 'json']);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; transfers: Foreseen[] });
  const [foreseen] = events.find(({ kind }) => kind === 'plan')?.transfers ?? [];
  if (foreseen === undefined) throw new Error('the plan tells no request');
  return foreseen;
}

async function create(request: Order, token: string): Promise<string> {
  const { endpoint, region } = program.running.emulator;
  const client = new S3ControlClient({
    region,
    credentials: program.running.credentials(0),
    endpointProvider: () => ({ url: new URL(endpoint) }),
  });
  try {
    const { JobId = '' } = await client.send(new CreateJobCommand({ ...request, ClientRequestToken: token }));
    return JobId;
  } finally {
    client.destroy();
  }
}

const withFilter = (request: Order, members: object): Order => {
  const generator = request.ManifestGenerator?.S3JobManifestGenerator;
  return {
    ...request,
    ManifestGenerator: {
      S3JobManifestGenerator: { ...generator, Filter: { ...generator?.Filter, ...members } },
    } as Order['ManifestGenerator'],
  };
};
const withReport = (request: Order, members: object): Order => ({
  ...request,
  Report: { ...request.Report, ...members } as Order['Report'],
});

const FOREIGN: readonly (readonly [title: string, change: (request: Order) => Order, says: string])[] = [
  [
    'another prefix',
    (request) => withFilter(request, { KeyNameConstraint: { MatchAnyPrefix: ['other/'] } }),
    'filter (prefix): "other/" instead of "folder/"',
  ],
  [
    'no prefix',
    (request) => withFilter(request, { KeyNameConstraint: undefined }),
    'filter (prefix): every key instead of',
  ],
  [
    'fewer statuses',
    (request) => withFilter(request, { ObjectReplicationStatuses: ['FAILED'] }),
    'filter (replication statuses): "FAILED" instead of "FAILED" and "NONE"',
  ],
  [
    'smaller objects only',
    (request) => withFilter(request, { ObjectSizeLessThanBytes: 2 }),
    'filter (smaller than): 2 instead of any size',
  ],
  [
    'another role',
    (request) => ({ ...request, RoleArn: OTHER_ROLE }),
    `job role: ${OTHER_ROLE} instead of ${JOB_ROLE}`,
  ],
  [
    'its report in another bucket',
    (request) => withReport(request, { Bucket: 'arn:aws:s3:::elsewhere' }),
    'report bucket: elsewhere instead of reports',
  ],
  [
    'its report switched off',
    (request) => ({ ...request, Report: { Enabled: false } }),
    'report: none instead of written',
  ],
  [
    'a report of failed tasks',
    (request) => withReport(request, { ReportScope: 'FailedTasksOnly' }),
    'report scope: FailedTasksOnly instead of AllTasks',
  ],
];

describe('a job with the description of the plan', () => {
  it('and of a second round without a first is named and left alone: its list could be any', async () => {
    const { request } = await start();
    const foreign = await create({ ...request, Description: `${request.Description} [round 2]` }, 'foreign');
    const said = await program.run(RUN);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout + said.stderr).toContain(`job ${foreign} bears the mark of this plan and is not its job`);
    expect(said.stdout + said.stderr).toContain('round: 2 instead of 1: there is no round before it');
    expect(program.running.emulator.world.jobs.size).toBe(2);
  });

  it.each(FOREIGN)('and with %s is named, left alone, and never the verdict', async (_title, change, says) => {
    const { request } = await start();
    const foreign = await create(change(request), 'foreign');
    const said = await program.run(RUN);
    expect(said.stdout + said.stderr).toContain(`job ${foreign} bears the mark of this plan and is not its job`);
    expect(said.stdout + said.stderr).toContain(says);
    expect(program.running.emulator.world.jobs.size).toBe(2);
    expect(said.stdout).not.toContain(`job ${foreign} is Complete`);
    // What was asked for is done, by whichever job.
    const there = program.running.emulator.world.buckets.get('dst')?.versions;
    expect(['folder/a', 'folder/b'].map((key) => there?.versionsOf(key).length)).toEqual([1, 1]);
  });

  it('and with all that the plan asks for is gone on with', async () => {
    const { request } = await start();
    await create({ ...request, Priority: 3 }, 'ours');
    const said = await program.run(RUN);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(program.running.emulator.world.jobs.size).toBe(1);
  });

  it('that only the state file names is refused, and nothing is sent', async () => {
    const { hash, request } = await start();
    const foreign = await create(
      {
        ...withFilter(request, { KeyNameConstraint: { MatchAnyPrefix: ['other/'] } }),
        Description: 'of somebody else',
      },
      'foreign',
    );
    mkdirSync(journalOf(program), { recursive: true });
    const file = path.join(journalOf(program), `${hash}.json`);
    writeFileSync(file, JSON.stringify({ version: 1, prefix: 'folder/', token: 't', told: false, jobId: foreign }));
    const said = await program.run(RUN);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain(`names job ${foreign}, which is not the job of this plan: filter (prefix)`);
    expect(program.running.emulator.world.jobs.size).toBe(1);
    expect(existsSync(file)).toBe(true);
  });

  it('that has taken the token of the plan is explained', async () => {
    const { request } = await start();
    const token = (request as { readonly ClientRequestToken?: string }).ClientRequestToken ?? '';
    await create({ ...withFilter(request, { KeyNameConstraint: undefined }), Description: 'of somebody else' }, token);
    const said = await program.run(RUN);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toContain(
      `S3 refuses the client request token ${token}, since it was used before for another request`,
    );
  });
});
