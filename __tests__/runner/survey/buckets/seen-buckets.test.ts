// What recommend sees of buckets, through the program.
import { describe, expect, it } from '@jest/globals';
import type { RecommendationEvent } from '../../../../runner/events/recommendation-events';
import { bucketIn, program, rule, setup, type Setup } from '../../fakes/fake-world';

const NAMED = ['--source-bucket', 'src', '--destination-bucket', 'dst'];

async function told(
  given: Setup,
  ...words: readonly string[]
): Promise<{
  readonly event: RecommendationEvent;
  readonly notes: readonly string[];
  readonly known: Readonly<Record<string, string>>;
}> {
  const { events } = await program(given, 'recommend', ...NAMED, ...words, '--output', 'json');
  const event = events.find(({ kind }) => kind === 'recommendation') as unknown as RecommendationEvent;
  const known = Object.fromEntries(event.known.map(({ fact, value }) => [fact, value]));
  return { event, notes: events.filter(({ kind }) => kind === 'note').map(({ detail }) => String(detail)), known };
}

/** S3 lists in pages of so many. */
function inPages(size: number): NonNullable<Setup['between']> {
  return (aws) => ({
    ...aws,
    objects: {
      ...aws.objects,
      async *versions(bucket, range) {
        for await (const page of aws.objects.versions(bucket, range))
          for (let from = 0; from < page.length; from += size) yield page.slice(from, from + size);
      },
    },
  });
}

function filled(): Setup {
  const given = setup();
  bucketIn(given, 'src').versions.push(
    { key: 'folder/a', versionId: '2', sizeBytes: 100, latest: true, encryption: 'AES256' },
    { key: 'folder/a', versionId: '1', sizeBytes: 10, latest: false },
    { key: 'folder/b', versionId: '1', sizeBytes: 1000, latest: true, storageClass: 'GLACIER', encryption: 'aws:kms' },
    { key: 'folder/c', versionId: '1', deleteMarker: true, latest: true },
  );
  return given;
}

describe('what recommend sees', () => {
  it('is how much there is, in which classes, how it is encrypted, and how both buckets are set up', async () => {
    const { known } = await told(filled());
    expect(known).toMatchObject({
      objects: '2',
      bytes: '1.1 KiB',
      versions: '3',
      classes: 'STANDARD, GLACIER',
      largestBytes: '1,000 B',
      encryption: 'SSE-S3, SSE-KMS',
      sourceVersioned: 'enabled',
      destinationVersioned: 'enabled',
      sourceRegion: 'eu-west-1',
    });
  });

  it('is a rule that covers the prefix: batch replication comes first, and is started with these buckets', async () => {
    const { event } = await told(filled(), '--prefix', 'folder/');
    expect([event.first, event.rule]).toEqual(['batch-replication', 'rule-is-there']);
    expect(event.methods[0]?.start.command).toBe('s3-backfill run --source-bucket src --prefix folder/');
  });

  it('is a rule that is missing, which a method then lacks', async () => {
    const given = filled();
    delete bucketIn(given, 'src').replication;
    const { event, known } = await told(given, '--must-keep', 'metadata');
    expect(known).toMatchObject({ rule: 'there is none' });
    expect(event.first).toBe('copy');
    const replication = event.methods.find(({ method }) => method === 'batch-replication');
    expect(replication?.lacks).toContain('a replication rule that covers the objects');
    expect(replication?.open).toContain('whether a replication rule may be added');
  });

  it('is not a rule that asks for tags, or goes elsewhere: that is not known, or none', async () => {
    const given = filled();
    const { replication } = bucketIn(given, 'src');
    if (replication === undefined) throw new Error('no replication');
    bucketIn(given, 'src').replication = { ...replication, rules: [rule({ tags: { copy: 'yes' } })] };
    expect((await told(given)).known).not.toHaveProperty('rule');
    bucketIn(given, 'src').replication = { ...replication, rules: [rule({ destinationBucket: 'other' })] };
    expect((await told(given)).known).toMatchObject({ rule: 'there is none' });
  });

  it('is unknown where it may not be seen, and a note says so', async () => {
    const given = filled();
    bucketIn(given, 'src').denied.add('replication').add('versioning');
    const { known, notes, event } = await told(given);
    expect(known).not.toHaveProperty('rule');
    expect(known).not.toHaveProperty('sourceVersioned');
    expect(event.unknown.map(({ fact }) => fact)).toEqual(expect.arrayContaining(['rule', 'sourceVersioned']));
    expect(notes.join('\n')).toContain("not known: the replication rules of 'src'");
  });

  it('gives way to what a flag says, but for a rule that is there', async () => {
    const { known } = await told(
      filled(),
      '--objects',
      '7',
      '--prefix',
      'folder/',
      '--replication-rule',
      'not-possible',
    );
    expect(known).toMatchObject({ objects: '7', rule: 'covers the objects' });
  });

  it.each(['1', '100', '1000'])(
    'has no end where the listing stopped after %s: what the rest is, is not known',
    async (limit) => {
      const given = setup();
      for (let index = 0; index < 5_000; index += 1)
        bucketIn(given, 'src').versions.push({
          key: `folder/${String(index).padStart(5, '0')}`,
          sizeBytes: 1,
          latest: true,
        });
      given.between = inPages(10);
      const { known, notes } = await told(given, '--survey-limit', limit);
      expect(known['objects']).toMatch(/at least/);
      expect(known).not.toHaveProperty('classes');
      expect(known).not.toHaveProperty('largestBytes');
      expect(known).not.toHaveProperty('encryption');
      expect(notes.join('\n')).toContain('the listing stopped after');
    },
  );

  it('changes nothing', async () => {
    const given = filled();
    const before = JSON.stringify([...given.buckets]);
    await told(given);
    expect(JSON.stringify([...given.buckets])).toBe(before);
    expect(given.jobs.made).toEqual([]);
  });
});
