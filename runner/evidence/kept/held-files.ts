// Whether kept evidence is what it was: every file by its digest, as a certificate or evidence.json names it.
import { join } from 'node:path';
import type { KeptEvidence, KeptFile } from '../../events/certificate';
import type { Workshop } from '../../ports/workshop';
import { visible } from '../../text/safe-text';

/** Names the files, and what they are of; written last. */
export const EVIDENCE_FILE = 'evidence.json';

export interface HeldFile {
  readonly name: string;
  /** What is wrong with it, in words. @default - nothing: its bytes are those that were kept */
  readonly fault?: string;
}

type Digesting = Pick<Workshop, 'digest'>;

async function held(
  directory: string,
  { name, sha256, bytes }: Omit<KeptFile, 'bytes' | 'rows'> & { readonly bytes?: number },
  workshop: Digesting,
): Promise<HeldFile> {
  const found = await workshop.digest(join(directory, name));
  if (found === undefined) return { name, fault: 'it is not there' };
  if (found.noFile !== undefined) return { name, fault: found.noFile };
  if (bytes !== undefined && found.bytes < bytes)
    return { name, fault: `it is truncated: it has ${found.bytes} bytes, and had ${bytes}` };
  if (found.sha256 !== sha256)
    return { name, fault: `it was changed: its SHA-256 is ${found.sha256}, and was ${visible(sha256)}` };
  return { name };
}

/** The files of an evidence.json that was read and is believed. */
export async function heldRows(
  directory: string,
  files: readonly KeptFile[],
  workshop: Digesting,
): Promise<readonly HeldFile[]> {
  const all: HeldFile[] = [];
  for (const file of files) all.push(await held(directory, file, workshop));
  return all;
}

/**
 * Everything that a certificate says of its evidence, evidence.json first, recomputed from the bytes in `directory`.
 * @param kept the member of that name in the certificate
 */
export async function heldFiles(
  directory: string,
  { sha256, files }: KeptEvidence,
  workshop: Digesting,
): Promise<readonly HeldFile[]> {
  return [
    await held(directory, { name: EVIDENCE_FILE, sha256 }, workshop),
    ...(await heldRows(directory, files, workshop)),
  ];
}
