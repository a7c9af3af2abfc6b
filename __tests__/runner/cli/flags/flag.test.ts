// Forms of a bucket that people copy from elsewhere: each is refused where flags are read, with the name that was meant.
import { describe, expect, it } from '@jest/globals';
import { program, setup } from '../../fakes/fake-world';

describe('a flag that takes a bucket', () => {
  it.each([
    ['--source-bucket', 'Upper', "write 'upper', if it is the bucket that is meant"],
    ['--report-bucket', 'x', 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens'],
    ['--manifest-bucket', 'a_b', 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens'],
    ['--source-bucket', 's3://photos/folder/', "write 'photos', and 'folder/' as its prefix"],
    ['--source-bucket', 'https://photos.s3.eu-west-1.amazonaws.com/folder/', "write 'photos'"],
    ['--report-bucket', 'arn:aws:s3:::photos', "write 'photos'"],
  ])('%s is not %s', async (flag, given, meant) => {
    const world = setup();
    const ran = await program(world, 'plan', '--outputs', 'outputs.json', flag, given, '--output', 'json');
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)?.['message']).toContain(`${flag}: got`);
    expect(ran.events.at(-1)?.['message']).toContain(meant);
  });
});
