// The doctor before a copy: what it says, and what becomes of the copy then.
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program, Said } from '../setup';

const built = builtProgram();
const REGION = { AWS_REGION: 'eu-west-1' };
const PLACES = ['--source-bucket', 'src', '--prefix', 'folder/', '--destination-bucket', 'dst'];

const run = (program: Program, ...words: readonly string[]): Promise<Said> => program.run(words, { env: REGION });
const doctor = (program: Program, ...more: readonly string[]): Promise<Said> =>
  run(program, 'doctor', '--method', 'copy', ...PLACES, ...more);

const deny = (Action: string, bucket: string) => (program: Program) =>
  program.s3.send(
    new S3.PutBucketPolicyCommand({
      Bucket: bucket,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action, Resource: `arn:aws:s3:::${bucket}/*` }],
      }),
    }),
  );

interface Broken {
  readonly name: string;
  readonly says: RegExp;
  /** In place of those of the same name. */
  readonly flags?: readonly string[];
  readonly before?: (program: Program) => Promise<unknown>;
}

const BROKEN: readonly Broken[] = [
  {
    name: 'there is no destination',
    says: /no destination bucket 'nowhere-at-all'/,
    flags: ['--destination-bucket', 'nowhere-at-all'],
  },
  { name: 'nothing begins so', says: /no object under 'foldr\/'/, flags: ['--prefix', 'foldr/'] },
  {
    name: 'the copies would lie among their sources',
    says: /(?:lies|is) (?:with)?in(?:side)? the source/,
    flags: ['--destination-bucket', 'src', '--destination-prefix', 'folder/x/'],
  },
  { name: 'the source may not be read', says: /may not do s3:GetObject on/, before: deny('s3:GetObject', 'src') },
  {
    name: 'the destination may not be written',
    says: /may not do s3:PutObject on/,
    before: deny('s3:PutObject', 'dst'),
  },
  {
    name: 'ACLs are to be kept, and are switched off',
    says: /ACLs are to be kept, and they are switched off/,
    flags: ['--keep', 'acl'],
  },
];

/** The last of a flag that is given twice, as one that takes a single value needs it. */
function places(flags: readonly string[]): readonly string[] {
  const named = new Set(flags.filter((flag) => flag.startsWith('--')));
  const kept = PLACES.filter((word, index) => !named.has(word) && !named.has(PLACES[index - 1] ?? ''));
  return [...kept, ...flags];
}

describe('doctor --method copy', () => {
  it.each(BROKEN.map((one) => [one.name, one] as const))(
    'finds that %s, and a copy says the same before it sends anything',
    async (_name, { says, flags = [], before }) => {
      const program = await built.start(['folder/a']);
      await before?.(program);
      for (const words of [['doctor'], ['run', '--yes']]) {
        const said = await run(program, ...words, '--method', 'copy', ...places(flags));
        expect([said.exitCode, said.stdout + said.stderr]).toEqual([2, expect.stringMatching(says)]);
      }
      const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst' }));
      expect(Versions).toEqual([]);
    },
  );

  it('finds nothing wrong with what can be copied, and asks nothing of roles and rules', async () => {
    const program = await built.start(['folder/a']);
    await program.s3.send(new S3.DeleteBucketReplicationCommand({ Bucket: 'src' }));
    const said = await doctor(program, '--keep', 'lock', '--keep', 'redirects', '--verbose');
    expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing is wrong') });
    expect(said.stderr).not.toMatch(/request: IAM GetRole|request: IAM ListRolePolicies/);
    expect(await run(program, 'run', '--method', 'copy', '--yes', ...PLACES)).toMatchObject({ exitCode: 0 });
  });

  it('does not ask for annotations where they are not copied', async () => {
    const program = await built.start(['folder/a']);
    await deny('s3:PutObjectAnnotation', 'dst')(program);
    expect(await doctor(program, '--annotations', 'exclude')).toMatchObject({ exitCode: 0 });
  });

  it('without a destination says what is missing', async () => {
    const program = await built.start(['folder/a']);
    const said = await run(program, 'doctor', '--method', 'copy', '--source-bucket', 'src');
    expect(said).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('copies need a bucket to copy to') });
  });

  it.each([
    [
      'with a canary',
      ['doctor', '--method', 'copy', ...PLACES, '--canary'],
      '--canary is not for --method copy: it replicates one object',
    ],
    [
      'flags of copies without the method',
      ['doctor', '--source-bucket', 'src', '--keep', 'acl'],
      'is not for --method batch-replication',
    ],
  ])('refuses %s', async (_name, words, says) => {
    const program = await built.start(['folder/a']);
    expect(await run(program, ...words)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
  });
});
