// What the demos of copies hold their destination and their certificate to.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Demo } from './applying';
import { listVersions } from './objects';

/** Written by the runner into its working directory. */
export const CERTIFICATE = 'certificate.json';

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** @throws Error unless that many objects are there, and all of them below the prefix */
export async function mustHold({ aws }: Demo, { bucket, prefix }: Place, count: number): Promise<void> {
  const held = await listVersions(aws.s3, bucket, '');
  const beyond = held.find(({ key }) => !key.startsWith(prefix));
  if (beyond !== undefined) throw new Error(`${beyond.key} is at the destination, which nobody copied there`);
  if (held.length !== count) throw new Error(`${held.length} objects are at the destination instead of ${count}`);
}

export function mustBeComplete({ work }: Demo): void {
  const { answer } = JSON.parse(readFileSync(path.join(work, CERTIFICATE), 'utf8')) as { answer: string };
  if (answer !== 'complete') throw new Error(`the certificate says: ${answer}`);
}
