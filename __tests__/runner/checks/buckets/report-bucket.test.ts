// Reports and manifests in the source would be objects of it: the settings refuse it, and so does a run.
import { describe, expect, it } from '@jest/globals';
import { handoff, holding, program } from '../../fakes/fake-world';

describe.each(['report', 'manifest'])('a %s bucket that is the source', (what) => {
  it.each(['doctor', 'plan', 'run'])('is refused by %s, before anything is sent', async (verb) => {
    const given = holding({ key: 'folder/a' });
    const { code, stderr } = await program(given, verb, '--outputs', 'outputs.json', `--${what}-bucket`, 'src');
    expect(code).toBe(2);
    expect(stderr).toContain(
      `the ${what} bucket 'src' is the source bucket: ${what}s in the source bucket would be objects of it`,
    );
    expect(stderr).toContain(`take another bucket in the Region of the source, and give it with --${what}-bucket`);
    expect(given.jobs.sent).toEqual([]);
  });
});

it('is refused from a handoff, wherever in the bucket the reports would go', async () => {
  const given = holding({ key: 'folder/a' });
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ report: { bucket: 'src', prefix: 'elsewhere' } })));
  expect((await program(given, 'run', '--outputs', 'outputs.json')).code).toBe(2);
});

it('may be a destination, as in the settings', async () => {
  const given = holding({ key: 'folder/a' });
  const { code } = await program(given, 'doctor', '--outputs', 'outputs.json', '--report-bucket', 'dst');
  expect(code).toBe(0);
});

it('is not asked to move where the Region that was given is wrong, and it lies beside the source', async () => {
  const given = holding({ key: 'folder/a' });
  const { code, stderr } = await program(given, 'run', '--outputs', 'outputs.json', '--region', 'us-west-2');
  expect(code).toBe(2);
  expect(stderr).toContain("the bucket 'src' is in eu-west-1, not in us-west-2");
  expect(stderr).toContain('s3-backfill doctor --region eu-west-1 --outputs outputs.json');
  expect(stderr).not.toContain('make a bucket in us-west-2');
});
