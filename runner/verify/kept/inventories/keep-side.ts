// One side of a comparison by inventories, as S3 has delivered it, copied file by file.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { KeptFile } from '../../../events/certificate';
import { notKept, NotKept } from '../../../evidence/kept/not-kept';
import type { Workshop } from '../../../ports/workshop';
import { defined } from '../../../text/defined';
import { visible } from '../../../text/safe-text';
import type { SideTable } from '../../inventories/side-table';
import type { SideName } from '../keep-comparison';
import type { KeptSide } from './kept-inventories';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

/** @param md5 that the manifest tells of it. @default - it tells none */
async function copied(
  directory: string,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  workshop: Pick<Workshop, 'save'>,
  md5 = '',
): Promise<KeptFile> {
  const sums = { sha256: createHash('sha256'), md5: createHash('md5') };
  let size = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      sums.sha256.update(chunk);
      sums.md5.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await notKept(workshop.save(join(directory, name), counted()));
  const found = sums.md5.digest('hex');
  if (md5 !== '' && found !== md5.toLowerCase())
    throw new NotKept(
      'unavailable',
      `the evidence cannot be kept: a file of the inventory has changed since it was checked (its MD5 is ${found}, the manifest says ${visible(md5)})`,
      'start the same command again',
    );
  return { name, sha256: sums.sha256.digest('hex'), bytes: size };
}

export interface SideKept {
  readonly side: KeptSide;
  readonly files: readonly KeptFile[];
}

/** Memory holds no more than a few chunks of a file. @throws NotKept when a file cannot be written */
export async function keepSide(
  directory: string,
  side: SideName,
  table: SideTable,
  workshop: Pick<Workshop, 'save' | 'chunks'>,
): Promise<SideKept> {
  const { kind, location, bucket, madeMs, sha256, manifest, format, delivered } = table;
  const files: KeptFile[] = [];
  const ending = format === 'CSV' ? 'csv.gz' : 'parquet';
  for (const [index, path] of delivered.entries())
    files.push(
      await copied(
        directory,
        `${side}-${index}.${ending}`,
        workshop.chunks(path),
        workshop,
        table.files[index]?.MD5checksum,
      ),
    );
  const names = files.map(({ name }) => name);
  const own = manifest === undefined ? undefined : `${side}-manifest.json`;
  if (own !== undefined) files.push(await copied(directory, own, bytesOf(manifest ?? ''), workshop));
  return {
    side: { kind, location, bucket, madeMs, sha256, ...defined({ manifest: own }), files: names },
    files,
  };
}
