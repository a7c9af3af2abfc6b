// The built program gives copies other headers, metadata and tags than their sources have, by jobs and object by object: the plan says
// what is replaced, and the comparison expects what is new.
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { parseSeed } from '../../../emulator/seed';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { all, JOBS, jobsOf, PACE, places, run, startCopying, UUID } from './jobs-that-copy';

const built = builtProgram();

const NEW = [
  ...['--destination-header', 'Content-Type=text/html', '--destination-header', 'Cache-Control=max-age=60'],
  ...['--destination-header', 'Expires=2027-01-31', '--destination-metadata', 'Owner=him and her'],
  ...['--destination-tag', 'team=b', '--destination-tag', 'of=two words'],
];
const copyPlaces = ['--method', 'copy', ...places().slice(2)];

async function traitsAt({ s3 }: Program, Bucket: string, Key: string): Promise<unknown> {
  const head = await s3.send(new S3.HeadObjectCommand({ Bucket, Key }));
  const { TagSet } = await s3.send(new S3.GetObjectTaggingCommand({ Bucket, Key }));
  const { ContentType, CacheControl, ContentLanguage, ExpiresString, Metadata } = head;
  return { ContentType, CacheControl, ContentLanguage, ExpiresString, Metadata, TagSet };
}

const GIVEN = {
  ContentType: 'text/html',
  CacheControl: 'max-age=60',
  ContentLanguage: undefined,
  ExpiresString: 'Sun, 31 Jan 2027 00:00:00 GMT',
  Metadata: { owner: 'him and her' },
  TagSet: [
    { Key: 'team', Value: 'b' },
    { Key: 'of', Value: 'two words' },
  ],
};

describe('copies that are given other headers, metadata and tags', () => {
  it.each([
    ['by jobs', places(), JOBS],
    ['object by object', copyPlaces, []],
  ])(
    '%s: the plan says so, they have them, and the comparison expects them and nothing else',
    async (_how, to, more) => {
      const program = await startCopying(built, ['folder/a', 'folder/b']);
      const { s3 } = program;
      await s3.send(
        new S3.PutObjectCommand({
          ...{ Bucket: 'plain', Key: 'folder/b', Body: 'b', Tagging: 'team=a&old=1' },
          ...{ ContentType: 'text/plain', ContentLanguage: 'de', Metadata: { of: 'it' } },
        }),
      );
      const planned = await run(program, ['plan', ...to, ...more, ...NEW, '--out', 'plan.json']);
      expect(all(planned)).toEqual([
        0,
        expect.stringMatching(
          /all headers and metadata of the source are replaced by content-type 'text\/html', cache-control 'max-age=60', expires '[^']*' and metadata owner 'him and her'; all its tags are replaced by team 'b', of 'two words'/,
        ),
      ]);
      const said = await run(program, ['run', 'plan.json', ...PACE]);
      expect(all(said)).toEqual([0, expect.stringContaining('2 objects copied')]);
      for (const key of ['folder/a', 'folder/b']) expect(await traitsAt(program, 'copies', key)).toEqual(GIVEN);
      // A run that finds them there compares them, and does not call done what was asked for and is not so.
      const again = await run(program, ['run', ...to, ...more, ...PACE]);
      expect(all(again)).toEqual([1, expect.stringMatching(/0 of 2 objects are in 'copies\/folder\/'; 2 different/)]);
      const verified = await run(program, ['verify', ...to, ...NEW]);
      expect(all(verified)).toEqual([
        0,
        expect.stringContaining('headers and metadata and tags were compared with what'),
      ]);
      // Whoever does not say what was asked for is told that they differ from their source.
      const unsaid = await run(program, ['verify', ...to, '--output', 'json']);
      expect(all(unsaid)).toEqual([1, expect.stringMatching(/"reason":"(?:headers|metadata|tags)"/)]);
      await s3.send(
        new S3.PutObjectTaggingCommand({
          ...{ Bucket: 'copies', Key: 'folder/b', Tagging: { TagSet: [{ Key: 'team', Value: 'a' }] } },
        }),
      );
      const changed = await run(program, ['verify', ...to, ...NEW, '--output', 'json']);
      expect(changed.exitCode).toBe(1);
      expect(changed.stdout.match(/"reason":"\w+","count":1/g)).toEqual(['"reason":"tags","count":1']);
    },
  );

  it.each([
    ['by jobs', places(), JOBS],
    ['object by object', [...copyPlaces, '--parts-above', '5MiB'], []],
  ])('%s have no tags where none are to be there, and are compared so', async (_how, to, more) => {
    const program = await startCopying(built, ['folder/a']);
    const { s3 } = program;
    const Body = new Uint8Array(6 * 1024 ** 2);
    await s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'folder/large', Body, Tagging: 'team=a' }));
    const planned = await run(program, ['plan', ...to, ...more, '--without-tags', '--out', 'plan.json']);
    expect(all(planned)).toEqual([0, expect.stringContaining('copies have no tags, whatever their sources have')]);
    const said = await run(program, ['run', 'plan.json', ...PACE]);
    expect(all(said)).toEqual([0, expect.stringContaining('2 objects copied')]);
    for (const key of ['folder/a', 'folder/large'])
      expect(await traitsAt(program, 'copies', key)).toMatchObject({ TagSet: [] });
    expect(await traitsAt(program, 'copies', 'folder/a')).toMatchObject({ Metadata: { of: 'it' } });
    const compared = to.filter((word) => word !== '--parts-above' && word !== '5MiB');
    const verified = await run(program, ['verify', ...compared, '--without-tags']);
    expect(all(verified)).toEqual([0, expect.stringContaining('tags were compared with what')]);
    const unsaid = await run(program, ['verify', ...compared, '--output', 'json']);
    expect(all(unsaid)).toEqual([1, expect.stringContaining('"reason":"tags","count":2')]);
  });

  it('object by object has them in parts, too', async () => {
    const program = await startCopying(built, []);
    const { s3 } = program;
    const Body = new Uint8Array(6 * 1024 ** 2);
    await s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'folder/large', Body, Tagging: 'team=a' }));
    const said = await run(program, ['run', ...copyPlaces, ...NEW, '--parts-above', '5MiB', '--yes']);
    expect(all(said)).toEqual([0, expect.stringContaining('1 object copied')]);
    expect(await traitsAt(program, 'copies', 'folder/large')).toEqual(GIVEN);
  });

  it.each([
    ['the same', NEW, GIVEN],
    ['none either', ['--without-tags'], { TagSet: [], Metadata: { of: 'it' } }],
  ])('what has failed is tried again by a job that gives them %s', async (_what, given, traits) => {
    const program = await startCopying(built, ['folder/a', 'folder/b']);
    const { s3 } = program;
    const Statement = [
      { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::copies/folder/b' },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'copies', Policy }));
    const words = ['run', ...places(), ...JOBS, ...PACE, ...given, '--checks', 'basic'];
    await run(program, [...words, '--detach']);
    // The job that is there is known again by what it gives its copies.
    const first = await run(program, words);
    expect(all(first)).toEqual([1, expect.stringContaining('AccessDenied')]);
    expect(jobsOf(program)).toHaveLength(1);
    const id = UUID.exec(first.stdout)?.[0] ?? '';
    await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket: 'copies' }));
    const retried = await run(program, ['retry', id, '--remedied', ...JOBS, ...PACE]);
    expect(all(retried)).toEqual([0, expect.stringContaining('1 object copied')]);
    expect(await traitsAt(program, 'copies', 'folder/b')).toMatchObject(traits);
  });

  it('a bucket without versions is copied onto itself, since they change something', async () => {
    const program = await startCopying(built, [], {
      seed: parseSeed(JSON.stringify({ buckets: [{ name: 'once', objects: [{ key: 'folder/a', sizeBytes: 3 }] }] })),
    });
    const said = await run(program, ['run', ...places('once', 'once'), ...JOBS, ...PACE, ...NEW]);
    expect(all(said)).toEqual([0, expect.stringContaining('1 object copied')]);
    expect(await traitsAt(program, 'once', 'folder/a')).toEqual(GIVEN);
  });
});
