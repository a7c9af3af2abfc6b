// verify --method copy --evidence and --from: copies that were compared, compared again without AWS.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ListedObject } from '../../../../../runner/ports/s3/copying';
import { CERTIFICATE_SCHEMA } from '../../../../../runner/verify/certificate-schema';
import { fakeCopying, listed } from '../../../fakes/fake-copying';
import { program, setup, type Ran, type Setup } from '../../../fakes/fake-world';
import { certificateIn, withoutAws } from '../kept';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-copies-'));
  directory = path.join(folder, 'evidence');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SOURCE: readonly ListedObject[] = [
  listed('in/a'),
  listed('in/a b+%ü'),
  listed('in/cold', { storageClass: 'GLACIER' }),
  listed('in/missing'),
  listed('in/other', { sizeBytes: 9 }),
  ...Array.from({ length: 30 }, (_, index) => listed(`in/same/${String(index).padStart(2, '0')}`)),
];

/** Copies beside their sources, in the same bucket: only the order tells the listings apart. */
function holding(): Setup {
  const given = setup();
  const copies = SOURCE.filter(({ key }) => key !== 'in/missing' && key !== 'in/cold').map((one) =>
    listed(one.key.replace('in/', 'out/')),
  );
  const copying = fakeCopying({ src: [...SOURCE, ...copies, listed('out/extra')] });
  const head = ({ key, sizeBytes, etag, lastModifiedMs, storageClass }: ListedObject, versionId = 'v'): object => ({
    ...{ versionId, key, sizeBytes, etag, lastModifiedMs, storageClass },
    ...{ encryption: 'AES256', bucketKey: false, contentType: 'text/plain', headers: {}, metadata: {}, tagCount: 0 },
  });
  given.between = (aws) => ({
    ...aws,
    copying,
    objects: {
      ...aws.objects,
      below: (_bucket, prefix) => Promise.resolve([`${prefix}a`]),
      head: (bucket, key) => {
        const found = copying.buckets.get(bucket)?.get(key);
        return Promise.resolve(found === undefined ? undefined : (head(found) as never));
      },
      tags: () => Promise.resolve({}),
    },
  });
  return given;
}

const COPIES = [
  '--source-bucket',
  'src',
  '--prefix',
  'in/',
  '--destination-bucket',
  'src',
  '--destination-prefix',
  'out/',
];
const keep = (given: Setup, ...more: readonly string[]): Promise<Ran> =>
  program(
    given,
    ...['verify', '--method', 'copy', '--region', 'eu-west-1', '--account-id', '111122223333', ...COPIES],
    ...['--evidence', directory, '--output', 'json', ...more],
  );
const again = (...more: readonly string[]): Promise<Ran> =>
  program(withoutAws(), 'verify', '--from', directory, '--output', 'json', ...more);

describe('evidence of copies', () => {
  it.each<[string, readonly string[]]>([
    ['all of them', []],
    ['a sample', ['--sample', '3']],
    ['what filters let pass', ['--exclude', 'same/0*', '--larger-than', '1']],
    ['a storage class that all were to have', ['--destination-storage-class', 'STANDARD_IA']],
  ])('gives the same certificate again, without AWS: %s', async (_what, more) => {
    const first = await keep(holding(), ...more);
    const certificate = certificateIn(first);
    expect([first.code, certificate.answer]).toEqual([1, 'incomplete']);
    expect(certificate.comparisons[0]?.extra.versions).toBe(1);
    CERTIFICATE_SCHEMA.parse(certificate);
    expect(certificate.kept?.files.map(({ name }) => name)).toEqual([
      '0-source.parquet',
      '0-destination.parquet',
      '0-looks.parquet',
    ]);
    const world = withoutAws();
    const second = await program(world, 'verify', '--from', directory, '--output', 'json');
    expect([second.code, world.asked(), certificateIn(second)]).toEqual([first.code, 0, certificate]);
  });

  it('that is not what was kept is named, and nothing is told of it', async () => {
    await keep(holding());
    const file = path.join(directory, '0-destination.parquet');
    writeFileSync(file, readFileSync(file, 'latin1').slice(0, -9), 'latin1');
    const said = await again();
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('0-destination.parquet: it is truncated')]);
  });

  it.each(['--since', '--report'])('is not held against what goes by version ids: %s', async (flag) => {
    await keep(holding());
    const said = await again(flag, directory);
    expect([said.code, said.stdout]).toEqual([2, expect.stringContaining('is not for evidence of copies')]);
  });
});
