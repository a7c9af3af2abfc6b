// Where the completion report lies below a prefix that ends with a slash is not documented: the program as it is shipped reads it in either place.
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateJobCommand, S3ControlClient, type JobReportScope } from '@aws-sdk/client-s3-control';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { JOB_ROLE, type Program } from './setup';

const OUTPUTS = ['--outputs', 'outputs.json'];
const built = builtProgram();

const start = (reportPrefixSlashOnce: boolean): Promise<Program> =>
  built.start(['folder/a', 'folder/b'], { quirks: { reportPrefixSlashOnce } });

/** A job of somebody else, as the AWS CLI makes it. */
async function createJob({ running }: Program, Prefix: string, ReportScope: JobReportScope): Promise<string> {
  const { endpoint, region } = running.emulator;
  const client = new S3ControlClient({
    region,
    credentials: running.credentials(0),
    endpointProvider: () => ({ url: new URL(endpoint) }),
  });
  try {
    const { JobId = '' } = await client.send(
      new CreateJobCommand({
        AccountId: '111122223333',
        ClientRequestToken: 'token',
        ConfirmationRequired: false,
        Operation: { S3ReplicateObject: {} },
        Priority: 1,
        RoleArn: JOB_ROLE,
        Report: { Enabled: true, Bucket: 'arn:aws:s3:::reports', Format: 'Report_CSV_20180820', Prefix, ReportScope },
        ManifestGenerator: {
          S3JobManifestGenerator: {
            SourceBucket: 'arn:aws:s3:::src',
            EnableManifestOutput: false,
            Filter: { EligibleForReplication: true },
          },
        },
      }),
    );
    await running.emulator.idle();
    return JobId;
  } finally {
    client.destroy();
  }
}

describe('a report below a prefix that ends with a slash', () => {
  it.each([
    [true, 'ts/job-'],
    [false, 'ts//job-'],
  ])('is read where S3 puts it (the slash once: %s): %s', async (once, folder) => {
    const program = await start(once);
    const job = await createJob(program, 'ts/', 'AllTasks');
    const said = await program.run(['report', job, ...OUTPUTS]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain(`s3://reports/${folder}${job}/manifest.json`);
    expect(said.stdout).toMatch(/2 object versions/);
    const watched = await program.run(['watch', job, ...OUTPUTS, '--poll-seconds', '0.05']);
    expect(watched).toMatchObject({ exitCode: 0 });
  });

  it.each([true, false])(
    'of a run lies where the flag says, without a second slash (the slash once: %s)',
    async (once) => {
      const program = await start(once);
      const run = await program.run(['run', ...OUTPUTS, '--poll-seconds', '0.05', '--report-prefix', 'ts/']);
      expect(run).toMatchObject({ exitCode: 0 });
      expect(run.stdout).toContain('2 object versions replicated');
      const { Contents = [] } = await program.s3.send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'ts/' }));
      expect(Contents.map(({ Key }) => Key)).toContainEqual(expect.stringMatching(/^ts\/job-[^/]+\/manifest\.json$/));
    },
  );

  it('that has not come is told with both of its places', async () => {
    const program = await start(false);
    const job = await createJob(program, 'ts/', 'AllTasks');
    const { Contents = [] } = await program.s3.send(new ListObjectsV2Command({ Bucket: 'reports' }));
    for (const { Key } of Contents) await program.s3.send(new DeleteObjectCommand({ Bucket: 'reports', Key }));
    const said = await program.run(['report', job, ...OUTPUTS, '--report-wait-seconds', '1']);
    expect(said.stderr).toContain(
      `the completion report is not there yet: s3://reports/ts//job-${job}/manifest.json or s3://reports/ts/job-${job}/manifest.json`,
    );
  });
});
