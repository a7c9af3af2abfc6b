// evidence.json: what kept evidence is of, and the digest of each of its files. Beside it SHA256SUMS, which `sha256sum -c` reads.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { KeptEvidence, KeptFile } from '../../events/certificate';
import { RunnerError } from '../../ports/errors';
import { LARGEST } from '../../ports/limits';
import type { Workshop } from '../../ports/workshop';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { schemaFaults } from '../../text/schema-faults';
import { parsedManifest } from '../inventory';
import { EVIDENCE_FILE, heldRows } from './held-files';
import { KEPT_FILE } from './kept-file';
import { notKept } from './not-kept';
import { TAKEN_FROM, TAKEN_VERSION } from './taken-from';

const SUMS = 'SHA256SUMS';
/** Files of evidence, and what is left of one that was being written. */
const OWN_NAME =
  /^(?:\d+-(?:source|destination|looks|tasks|groups)\.parquet|(?:source|destination)-(?:manifest\.json|\d+\.(?:csv\.gz|parquet))|SHA256SUMS|evidence\.json)(?:\.[0-9a-f]+\.part)?$/;
const MOST_NAMED = 3;

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Makes place for evidence: what a run has left that was killed is removed.
 * @throws RunnerError `usage` when there is something else
 */
export async function freeDirectory(directory: string, workshop: Workshop): Promise<void> {
  const names = (await workshop.names(directory)) ?? [];
  const place = `the directory '${visible(directory)}'`;
  if (names.includes(EVIDENCE_FILE))
    throw new RunnerError('usage', `${place} holds evidence already`, 'name another one with --evidence');
  // Sums are written after the tables, and name evidence.json: others are somebody's own.
  const sums = names.includes(SUMS) ? await workshop.text(join(directory, SUMS), LARGEST.document) : undefined;
  const foreign =
    names.find((name) => !OWN_NAME.test(name)) ??
    (sums?.includes(`  ${EVIDENCE_FILE}\n`) === false && names.length === 1 ? SUMS : undefined);
  if (foreign !== undefined)
    throw new RunnerError(
      'usage',
      `${place} is not empty: it has '${visible(foreign)}'`,
      'name a directory with --evidence that is empty, or not there yet',
    );
  for (const name of names) await workshop.remove(join(directory, name));
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

/**
 * Two runs that began in an empty directory write the same names there.
 * @throws RunnerError `unavailable` when another one has written there since
 */
async function stillOurs(directory: string, files: readonly KeptFile[], workshop: Workshop): Promise<void> {
  const isTaken = ((await workshop.names(directory)) ?? []).includes(EVIDENCE_FILE);
  const faults = isTaken ? [] : (await heldRows(directory, files, workshop)).filter(({ fault }) => fault !== undefined);
  if (!isTaken && faults.length === 0) return;
  const [first] = faults;
  const what = first === undefined ? 'it holds evidence by now' : `${first.name}: ${first.fault ?? ''}`;
  throw new RunnerError(
    'unavailable',
    `something else has written into the directory '${visible(directory)}' meanwhile (${what}), and it is not to be relied upon`,
  );
}

/** Writes evidence.json, which makes the files evidence: until then nothing looks whole. @throws NotKept */
export async function writeEvidence(
  directory: string,
  what: Readonly<Record<string, unknown>>,
  files: readonly KeptFile[],
  workshop: Workshop,
): Promise<KeptEvidence> {
  const text = `${JSON.stringify({ version: TAKEN_VERSION, ...what, files }, null, 2)}\n`;
  const sha256 = sha256Of(text);
  const sums = [{ name: EVIDENCE_FILE, sha256 }, ...files].map((file) => `${file.sha256}  ${file.name}\n`);
  await notKept(stillOurs(directory, files, workshop));
  await notKept(workshop.save(join(directory, SUMS), bytesOf(sums.join(''))));
  await notKept(workshop.save(join(directory, EVIDENCE_FILE), bytesOf(text)));
  return { sha256, files };
}

/** The verb that has kept it, and reads it again. */
export type KeptBy = 'verify' | 'report';

const KEEPS: Readonly<Record<KeptBy, string>> = { verify: 'a comparison', report: 'the completion report of a job' };

/** @throws RunnerError `usage` when it is of something else */
function checkKeptBy(directory: string, json: unknown, keptBy: KeptBy): void {
  const by = z.object({ keptBy: z.enum(['verify', 'report']).default('verify') }).safeParse(json).data?.keptBy;
  if (by === undefined || by === keptBy) return;
  throw new RunnerError(
    'usage',
    `the evidence in '${visible(directory)}' is ${KEEPS[by]}, and not ${KEEPS[keptBy]}`,
    `read it again with ${by} --from`,
  );
}

/** @throws RunnerError `unavailable` when a later program has written it */
function checkVersion(directory: string, json: unknown): void {
  const { version } = z.object({ version: z.int() }).safeParse(json).data ?? { version: 0 };
  if (version <= TAKEN_VERSION) return;
  throw new RunnerError(
    'unavailable',
    `the evidence in '${visible(directory)}' is of version ${version}, and this program reads it up to version ${TAKEN_VERSION}`,
    'read it with a later s3-backfill',
  );
}

export interface ReadEvidence<Of> {
  readonly of: Of;
  readonly kept: KeptEvidence;
}

function damaged(directory: string, faults: readonly string[], of: number): RunnerError {
  const named = `${faults.slice(0, MOST_NAMED).join('; ')}${faults.length > MOST_NAMED ? '; …' : ''}`;
  return new RunnerError(
    'unavailable',
    `${counted(faults.length, 'file')} of ${of} of the evidence in '${visible(directory)}' ${faults.length === 1 ? 'is' : 'are'} not what was kept: ${named}`,
    'take it from a copy that holds; nothing was told of it',
  );
}

/**
 * What evidence is of, once every file was held against its digest.
 * @param schema of what it is of, without version and files
 * @throws RunnerError `usage` when there is none, `unavailable` when a file is missing, truncated or changed
 */
export async function readEvidence<Of>(
  directory: string,
  keptBy: KeptBy,
  schema: z.ZodType<Of>,
  workshop: Workshop,
): Promise<ReadEvidence<Of>> {
  const text = await workshop.text(join(directory, EVIDENCE_FILE), LARGEST.document);
  if (text === undefined)
    throw new RunnerError(
      'usage',
      `the directory '${visible(directory)}' holds no evidence: there is no ${EVIDENCE_FILE}, which is written last`,
      `name a directory that ${keptBy} --evidence has written to its end`,
    );
  const sums = (await workshop.text(join(directory, SUMS), LARGEST.document)) ?? '';
  const sha256 = sha256Of(text);
  const changed = sums.includes(`${sha256}  ${EVIDENCE_FILE}\n`) ? [] : [`${EVIDENCE_FILE}: ${SUMS} says otherwise`];
  const json = parsedManifest(text);
  checkVersion(directory, json);
  checkKeptBy(directory, json, keptBy);
  const found = z.object({ version: TAKEN_FROM.version, files: z.array(KEPT_FILE) }).safeParse(json);
  const of = schema.safeParse(json);
  if (!found.success || !of.success) {
    const error = found.error ?? of.error;
    const why = json === undefined ? 'it is no JSON' : error === undefined ? '' : schemaFaults(error);
    throw damaged(directory, [`${EVIDENCE_FILE}: ${why}`], 1);
  }
  const { files } = found.data;
  const held = await heldRows(directory, files, workshop);
  const faults = held.flatMap(({ name, fault }) => (fault === undefined ? [] : [`${name}: ${fault}`]));
  if (changed.length + faults.length > 0) throw damaged(directory, [...changed, ...faults], files.length + 1);
  return { of: of.data, kept: { sha256, files } };
}
