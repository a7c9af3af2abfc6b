// Somebody with a bucket that replicates, and nothing else: no handoff, no job role, no report bucket.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, program, setup, type Setup } from '../fakes/fake-world';

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

  it('plan of listed versions names the place for the manifest, too', async () => {
    const { code, stdout } = await program(world(), 'plan', ...BUCKET, '--latest-only');
    expect([code, stdout]).toEqual([0, expect.stringContaining('--report-bucket and --manifest-bucket')]);
  });
});
