// The buckets of the guide's examples, in a world of their own.
import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { bugs } from '../emulator/running';
import { startWorld, type GuideWorld } from './guide-world';

export const SOURCE = 'example-source';
export const DESTINATION = 'example-destination';
export const KEYS = ['folder/a b+c%20d.txt', 'folder/größe/日本.txt', 'folder/photo.jpg', 'folder/plain.txt'];
export const BUCKETS = { SOURCE, DESTINATION, PREFIX: 'folder/' };

export interface GuideBuckets {
  readonly world: GuideWorld;
  readonly s3: S3Client;
  /** Of the destination's Region. */
  readonly there: S3Client;
  /** Keys and version ids, sorted. */
  versionsIn(bucket: string): Promise<string[]>;
  keysIn(bucket: string): Promise<string[]>;
  /** The copy of the key has the metadata and the tags of the source. */
  expectKept(key: string): Promise<void>;
  /** Ends the world; no example tried to reach another machine, and the emulator had no fault of its own. */
  end(): Promise<void>;
}

export async function startBuckets(): Promise<GuideBuckets> {
  const world = await startWorld({
    buckets: [
      {
        name: SOURCE,
        versioning: 'Enabled',
        objects: [
          ...KEYS.map((key) => ({ key, body: key, versions: 2, tags: { team: 'a b' }, metadata: { owner: 'x' } })),
          { key: 'cold/archived.bin', body: 'cold', storageClass: 'GLACIER' },
          { key: 'elsewhere/x.txt', body: 'not of the folder' },
        ],
      },
      { name: DESTINATION, region: 'us-west-2', versioning: 'Enabled' },
      { name: 'example-reports' },
      { name: 'example-inventory' },
    ],
  });
  const s3 = world.s3();
  const there = world.s3({ region: 'us-west-2' });

  async function versionsIn(Bucket: string): Promise<string[]> {
    const client = Bucket === DESTINATION ? there : s3;
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    return Versions.map(({ Key, VersionId }) => `${Key ?? ''} ${VersionId ?? ''}`).sort();
  }

  return {
    world,
    s3,
    there,
    versionsIn,
    keysIn: async (bucket) => (await versionsIn(bucket)).map((version) => version.slice(0, version.lastIndexOf(' '))),
    async expectKept(Key) {
      const of = { Bucket: DESTINATION, Key };
      expect(await there.send(new HeadObjectCommand(of))).toMatchObject({ Metadata: { owner: 'x' } });
      const { TagSet } = await there.send(new GetObjectTaggingCommand(of));
      expect(TagSet).toEqual([{ Key: 'team', Value: 'a b' }]);
    },
    async end() {
      await world.close();
      expect({ refused: world.refused, bugs: bugs(world) }).toEqual({ refused: [], bugs: [] });
    },
  };
}
