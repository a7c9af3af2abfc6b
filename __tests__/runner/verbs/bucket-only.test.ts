// Somebody with a bucket that replicates, and nothing else: no handoff, no job role, no report bucket.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, JOB_ROLE, program, setup, type Setup } from '../fakes/fake-world';

const BUCKET = ['--source-bucket', 'src'] as const;

function world(): Setup {
  const given = setup();
  given.files.clear();
  bucketIn(given, 'src').versions.push({ key: 'folder/a' });
  return given;
}

describe('with nothing but a bucket', () => {
  it('plan counts, shows the requests, and tells what a run needs as steps', async () => {
    const given = world();
    const { code, stdout, stderr } = await program(given, 'plan', ...BUCKET);
    expect([code, given.jobs.sent]).toEqual([0, []]);
    expect(stdout).toContain('"RoleArn": "(--role-arn)"');
    expect(stdout).toContain('run would create 1 job, once it has --role-arn and --report-bucket');
    expect(stderr).toContain('a run needs a job role (--role-arn): s3-backfill policy job-role prints one');
    expect(stderr).not.toContain('wrong');
  });

  it('doctor looks at what is there, and tells the same steps', async () => {
    const given = world();
    const { code, stderr } = await program(given, 'doctor', ...BUCKET);
    expect([code, stderr]).toEqual([0, expect.stringContaining('a run needs a report bucket (--report-bucket)')]);
  });

  it.each([[['run', ...BUCKET, '--yes']], [['plan', ...BUCKET, '--out', 'plan.json']]])(
    '%j is refused, and names both flags and the way to them',
    async (argv) => {
      const given = world();
      const { code, stderr } = await program(given, ...argv);
      expect([code, given.jobs.sent, given.files.size]).toEqual([2, [], 0]);
      expect(stderr).toContain(
        'a job role and a report bucket: neither a handoff nor a flag says --role-arn, --report-bucket',
      );
      expect(stderr).toContain('s3-backfill policy job-role');
    },
  );

  const WHOLE = {
    '--source-bucket': 'src',
    '--role-arn': JOB_ROLE,
    '--report-bucket': 'reports',
    '--manifest-bucket': 'lists',
  };
  it.each<[string, string]>([
    [
      '--source-bucket',
      "no handoff: the working directory holds no Terraform state with the output 's3_backfill', and no flag names a source bucket",
    ],
    ['--role-arn', 'a run by batch-replication needs a job role: neither a handoff nor a flag says --role-arn'],
    [
      '--report-bucket',
      'a run by batch-replication needs a report bucket: neither a handoff nor a flag says --report-bucket',
    ],
    [
      '--manifest-bucket',
      'a run by batch-replication needs a place for a manifest: neither a handoff nor a flag says --manifest-bucket',
    ],
  ])('run without %s is refused by one message, which names that flag and no other', async (missing, message) => {
    const given = world();
    const flags = Object.entries(WHOLE).flatMap(([flag, value]) => (flag === missing ? [] : [flag, value]));
    const { code, stderr } = await program(given, 'run', ...flags, '--latest-only', '--yes');
    expect([code, given.jobs.sent]).toEqual([2, []]);
    const lines = stderr.split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => line.startsWith('s3-backfill: '))).toEqual([`s3-backfill: ${message}`]);
    const others = Object.keys(WHOLE).filter((flag) => flag !== missing);
    for (const other of others) expect(stderr).not.toContain(other);
  });

  it('plan of listed versions names the place for the manifest, too', async () => {
    const { code, stdout } = await program(world(), 'plan', ...BUCKET, '--latest-only');
    expect([code, stdout]).toEqual([0, expect.stringContaining('--report-bucket and --manifest-bucket')]);
  });
});
