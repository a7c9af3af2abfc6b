// Two inventories with every difference there is, and what a comparison of them has to tell, whoever joins them.
import path from 'node:path';
import { expect } from '@jest/globals';
import type { Comparison } from '../../../../runner/events/comparisons/comparison';
import type { RunnerEvent } from '../../../../runner/events/events';
import type { Engine } from '../../../../runner/ports/engine';
import { certificateText } from '../../../../runner/renderers/text/certificate-text';
import { workshop } from '../../../../runner/system/duckdb';
import { targetOfHandoff } from '../../../../runner/target/target';
import { CERTIFICATE_SCHEMA } from '../../../../runner/verify/certificate-schema';
import {
  verifyInventories,
  type VerifyInventoriesOptions,
} from '../../../../runner/verify/inventories/verify-inventories';
import type { Verified } from '../../../../runner/verify/verify-target';
import { handoff } from '../../fakes/fake-world';
import type { InventoryRow } from './inventories';

export interface Compared extends Verified {
  readonly only: Comparison;
  readonly text: string;
  readonly notes: readonly string[];
  readonly events: readonly RunnerEvent[];
}

export async function compared(
  engine: Engine,
  folder: string,
  options: VerifyInventoriesOptions,
  prefixes: readonly string[] | undefined = [''],
): Promise<Compared> {
  const journal = { ...engine.journal, directory: path.join(folder, 'run') };
  const target = { ...targetOfHandoff(handoff()), prefixes };
  const telling = verifyInventories(target, { ...engine, journal }, options, workshop);
  const events: RunnerEvent[] = [];
  for (;;) {
    const step: IteratorResult<RunnerEvent, Verified> = await telling.next();
    if (step.done === true) {
      const certificate = CERTIFICATE_SCHEMA.parse(step.value.certificate) as Verified['certificate'];
      const [only] = certificate.comparisons;
      if (only === undefined) throw new Error('nothing was compared');
      const notes = events.flatMap((event) => (event.kind === 'note' ? [event.detail] : []));
      return { ...step.value, only, text: certificateText(certificate), notes, events };
    }
    events.push(step.value);
  }
}

interface Case {
  readonly source?: Partial<InventoryRow>;
  readonly destination?: Partial<InventoryRow>;
}
const REPLICA = { status: 'REPLICA' };
/** One in fifty versions is each of these; what is not named is the same on both sides. */
const CASES: readonly Case[] = [
  { source: { status: '' } },
  { source: { status: 'FAILED' } },
  { source: { status: 'COMPLETED' } },
  { source: { storageClass: 'GLACIER' } },
  { source: { encryption: 'SSE-KMS' } },
  { source: REPLICA },
  { source: { status: 'PENDING' } },
  { source: { modified: '2026-01-03T00:00:00.000Z' } },
  { source: {}, destination: { ...REPLICA, size: 2 } },
  { source: {}, destination: { ...REPLICA, etag: 'other' } },
  { source: {}, destination: { status: '' } },
  { source: {}, destination: { ...REPLICA, storageClass: 'GLACIER' } },
  { source: { encryption: 'SSE-KMS' }, destination: { ...REPLICA, encryption: 'DSSE-KMS', etag: 'other' } },
  { source: { marker: true }, destination: { marker: true } },
  { source: { marker: true } },
  { destination: REPLICA },
  { destination: { status: '' } },
  { destination: { marker: true } },
  { source: {}, destination: { marker: true } },
  { source: { status: 'NEW-WORD' } },
];
const EACH = 20;
const ROUND = 50;
const KEYS = ['a b+c', '100%', '\u{1f600} ü', 'line\nbreak', 'quo"te,comma'];

export function fixture(): { readonly source: readonly InventoryRow[]; readonly destination: readonly InventoryRow[] } {
  const source: InventoryRow[] = [];
  const destination: InventoryRow[] = [];
  for (let index = 0; index < EACH * ROUND; index += 1) {
    const one = CASES[index % ROUND] ?? { source: { status: 'COMPLETED' }, destination: REPLICA };
    const key = `folder/${index % 3}/${KEYS[index % KEYS.length] ?? ''}/${index}`;
    const versionId = index % 7 === 0 ? '' : `v${index}`;
    if (one.source !== undefined) source.push({ key, versionId, ...one.source });
    if (one.destination !== undefined) destination.push({ key, versionId, ...one.destination });
  }
  // What no rule selects.
  source.push({ key: 'other/x', versionId: 'x', status: '' });
  return { source, destination: destination.reverse() };
}

const SAME = (ROUND - CASES.length) * EACH;

/** What both forms have to tell. */
export function expectEveryDifference({ only, certificate }: Compared): void {
  expect(certificate).toMatchObject({ listing: 'S3Inventory', answer: 'incomplete', matched: 'by-version-id' });
  expect(Object.fromEntries(only.findings.map(({ reason, count }) => [reason, count]))).toEqual({
    ...{ 'never-tried': EACH, failed: EACH, completed: EACH, archived: EACH, 'kms-not-opted-in': EACH },
    ...{ replica: EACH, unknown: EACH, size: EACH, etag: EACH, 'not-a-replica': EACH, kind: EACH },
  });
  // Pending and younger ones nobody was to look at.
  expect(only.tables?.doubtful).toMatchObject({ found: 2 * EACH, looked: 0, unknown: 2 * EACH });
  expect(only.versions).toMatchObject({
    ...{ same: SAME + 2 * EACH, missing: 7 * EACH, different: 4 * EACH, pending: 0, outside: 1 },
    compared: SAME + 13 * EACH,
  });
  expect(only.deleteMarkers).toEqual({ listed: 2 * EACH, same: EACH, missing: 0, notReplicated: EACH });
  expect(only.extra).toMatchObject({ versions: 2 * EACH, replicas: EACH, others: EACH, deleteMarkers: EACH });
  expect(only.evidence).toMatchObject({ how: 'none', tags: false, etagNotComparable: EACH });
  expect(only.tables?.otherTraits).toMatchObject([
    { trait: 'encryption', source: 'SSE-KMS', destination: 'DSSE-KMS', count: EACH },
    { trait: 'storage-class', source: 'STANDARD', destination: 'GLACIER', count: EACH },
  ]);
  expect(only.byPrefix.map(({ name }) => name).sort()).toEqual(['folder/']);
  expect(only.byClass.find(({ name }) => name === 'GLACIER')).toMatchObject({ missing: EACH });
  expect(only.tables?.byDay).toMatchObject([{ name: '2026-01-01', missing: 7 * EACH }]);
  const [first] = only.findings.find(({ reason }) => reason === 'size')?.examples ?? [];
  expect(first?.key).toMatch(/^folder\/\d\/.*\/\d+8$/s);
}
