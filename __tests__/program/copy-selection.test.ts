// The built program copies a part of a bucket: what is planned, copied and compared is the same part.
import { readFileSync } from 'node:fs';
import {
  DeleteBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const built = builtProgram();
const run = (program: Program, ...words: readonly string[]): Promise<Said> =>
  program.run(words, { env: { AWS_REGION: 'eu-west-1' } });

const COPY = ['copy', 's3://src/folder/', 's3://dst/archive/', '--yes'];
const VERIFY = ['verify', '--method', 'copy', '--source-bucket', 'src', '--prefix', 'folder/'];
const COPIES = ['--destination-bucket', 'dst', '--destination-prefix', 'archive/'];

async function keysAt({ s3 }: Program): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'dst', Prefix: 'archive/', EncodingType: 'url' }),
  );
  return Contents.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
}

describe('globs', () => {
  const KEYS = ['a.jpg', 'a.tmp', 'b/c.jpg', 'b/c.tmp', 'line\nfeed.tmp', '\u{1F600}.jpg', '[x].jpg', '**'];
  const GLOBS = ['--exclude', '*', '--include', '*.jpg', '--exclude', '[[]*', '--include', '*\n*'];
  const TAKEN = ['archive/a.jpg', 'archive/b/c.jpg', 'archive/line\nfeed.tmp', 'archive/\u{1F600}.jpg'];

  it('choose what is planned, copied, compared, and verified later', async () => {
    const program = await built.start(KEYS.map((key) => `folder/${key}`));
    const planned = await run(program, ...COPY, ...GLOBS, '--dry-run', '--output', 'json');
    expect(planned).toMatchObject({ exitCode: 0 });
    const survey: unknown = planned.stdout
      .split('\n')
      .map((line) => (line === '' ? {} : (JSON.parse(line) as { readonly kind?: string })))
      .find(({ kind }) => kind === 'survey');
    expect(survey).toMatchObject({
      copied: { versions: { value: 4 } },
      notCopied: [{ reason: 'not-selected', versions: { value: 4 } }],
    });
    const copied = await run(program, ...COPY, ...GLOBS);
    expect(copied).toMatchObject({ exitCode: 0 });
    expect(copied.stdout).toContain('4 objects copied');
    expect(copied.stdout).toContain('4 left out by the filters');
    expect((await keysAt(program)).toSorted()).toEqual(TAKEN.toSorted());
    expect(await run(program, ...VERIFY, ...COPIES, ...GLOBS)).toMatchObject({ exitCode: 0 });
    const whole = await run(program, ...VERIFY, ...COPIES);
    expect(whole.exitCode).not.toBe(0);
    expect(whole.stdout).toContain('4 missing');
  });

  it('of a variable come before those that are typed', async () => {
    const program = await built.start(['folder/a.jpg', 'folder/b.jpg', 'folder/c']);
    const env = { AWS_REGION: 'eu-west-1', S3_BACKFILL_EXCLUDE: '*', S3_BACKFILL_INCLUDE: '*.jpg\nc' };
    expect(await program.run(COPY, { env })).toMatchObject({ exitCode: 0 });
    expect(await keysAt(program)).toEqual(['archive/a.jpg', 'archive/b.jpg', 'archive/c']);
  });
});

describe('tags', () => {
  const TAG = ['--tag', 'team=storage'];

  it('choose what is planned, with what it costs, copied, and verified later', async () => {
    const program = await built.start(['folder/a', 'folder/b', 'folder/c']);
    await program.s3.send(
      new PutObjectCommand({ Bucket: 'src', Key: 'folder/b', Body: 'b', Tagging: 'team=storage&x=y' }),
    );
    const planned = await run(program, ...COPY, ...TAG, '--dry-run');
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.stdout).toContain('GetObjectTagging requests');
    expect(await run(program, ...COPY, ...TAG)).toMatchObject({ exitCode: 0 });
    expect(await keysAt(program)).toEqual(['archive/b']);
    expect(await run(program, ...VERIFY, ...COPIES, ...TAG)).toMatchObject({ exitCode: 0 });
  });

  it('that may not be read fail their objects, and leave none of them out', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    const Resource = 'arn:aws:s3:::src/folder/a';
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetObjectTagging', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'src', Policy }));
    const said = await run(program, ...COPY, ...TAG, '--checks', 'basic');
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain('AccessDenied');
    expect(said.stdout).toContain('1 failed');
    expect(await run(program, ...VERIFY, ...COPIES, ...TAG)).not.toMatchObject({ exitCode: 0 });
  });
});

describe('lists of keys', () => {
  it('are what has failed, and are taken again: from a file, and from standard input', async () => {
    const program = await built.start(['folder/a', 'folder/line\nfeed', 'folder/\u{1F600}', 'folder/b']);
    const Resource = ['line\nfeed', '\u{1F600}'].map((rest) => `arn:aws:s3:::dst/archive/${rest}`);
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
    const first = await run(program, ...COPY, '--checks', 'basic');
    expect(first).toMatchObject({ exitCode: 1 });
    const list = /keys of the 2 objects that failed: '([^']+)'/.exec(first.stdout + first.stderr)?.[1] ?? '';
    expect(readFileSync(list, 'utf8').trimEnd().split('\n')).toHaveLength(2);
    await program.s3.send(new DeleteBucketPolicyCommand({ Bucket: 'dst' }));
    const again = await run(program, ...COPY, '--keys', list);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('2 objects copied');
    expect((await keysAt(program)).toSorted()).toEqual(
      ['archive/a', 'archive/b', 'archive/line\nfeed', 'archive/\u{1F600}'].toSorted(),
    );
    const typed = await program.run([...COPY, '--keys', '-'], {
      env: { AWS_REGION: 'eu-west-1' },
      stdin: 'folder/a\nfolder/none\n',
    });
    expect(typed).toMatchObject({ exitCode: 1 });
    expect(typed.stdout).toContain('1 there already');
    expect(typed.stdout).toContain('NoSuchKey');
    const compare = (stdin: string, ...words: readonly string[]): Promise<Said> =>
      program.run([...VERIFY, ...COPIES, '--keys', '-', ...words], { env: { AWS_REGION: 'eu-west-1' }, stdin });
    // The rest of the source, and what is wrong with it, is nothing of a list.
    await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'folder/new', Body: 'x' }));
    expect(await run(program, ...VERIFY, ...COPIES)).toMatchObject({ exitCode: 1 });
    const listed = await compare('"folder/a"\n{"key":"folder/line\\nfeed"}\n"folder/a"\n');
    expect(listed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all 2 objects are in') });
    const absent = await compare('folder/a\nfolder/none\n');
    expect(absent).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('1 of 2 objects is in') });
    expect(absent.stdout).toContain('its key was chosen, and the source has no such object');
    const astray = await compare('folder/a\nother/b\n');
    expect(astray).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'other/b'") });
    const filtered = await compare('folder/a\n', '--suffix', 'a');
    expect(filtered).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('leave one of them out') });
  });
});
