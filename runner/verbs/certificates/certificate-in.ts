// Reads a certificate that somebody has written: its form, and whether what it says of itself can be true.
import * as z from 'zod';
import type { Certificate } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import type { ComparedGroup } from '../../events/comparisons/finding';
import { TAKEN_VERSION } from '../../evidence/kept/taken-from';
import { schemaFaults } from '../../text/schema-faults';
import { readJson, repeatedName } from '../../text/read-json';
import { CERTIFICATE_SCHEMA } from '../../verify/certificate-schema';
import { answerOfAll } from '../../verify/comes-to';
import { isUsable } from '../../verify/inventories/told-of-tables';
import { isBroken } from '../../verify/reported/meanings';

export interface ReadCertificate {
  /** Absent: it cannot be read. */
  readonly certificate?: Certificate;
  /** What is wrong with it, in words; empty: nothing. */
  readonly faults: readonly string[];
}

/** What a comparison has found that is not as it should be, by what it says itself. */
function amissIn({
  keyPrefix,
  versions,
  deleteMarkers,
  findings,
  evidence,
  upTo,
  tables,
  reported,
}: Comparison): boolean {
  const { contentNotComparable = 0, contentNotRead = 0 } = evidence;
  const broken = reported?.groups.some(isBroken) === true;
  const unread = [...(tables?.source.damaged ?? []), ...(tables?.destination.damaged ?? [])].some(
    ({ damage, count }) => count > 0 && !isUsable(damage),
  );
  return (
    versions.same < versions.compared ||
    deleteMarkers.missing + contentNotComparable + contentNotRead + (tables?.doubtful.unknown ?? 0) > 0 ||
    versions.compared + deleteMarkers.listed === 0 ||
    (keyPrefix === undefined && findings.some(({ count }) => count > 0)) ||
    upTo !== undefined ||
    broken ||
    unread
  );
}

const OUTCOMES = ['same', 'missing', 'different', 'pending'] as const;

/** What groups say together, of one outcome. */
function sumOf(groups: readonly ComparedGroup[], outcome: (typeof OUTCOMES)[number]): number {
  return groups.reduce((sum, group) => sum + group[outcome], 0);
}

function contradictionsIn(comparison: Comparison): readonly string[] {
  const { destination, answer, versions, evidence, extra, byPrefix, byClass, deleteMarkers } = comparison;
  const { compared, same, missing, different, pending } = versions;
  const sum = same + missing + different + pending;
  const of = `of '${destination}'`;
  const faults: readonly (readonly [isOne: boolean, fault: string])[] = [
    [compared !== sum, `${compared} versions were compared, and ${sum} are told of`],
    [answer === 'complete' && amissIn(comparison), 'its answer is complete, and what it tells is not'],
    [evidence.looked > evidence.of, 'more replicas were looked at than are there'],
    [
      OUTCOMES.some((outcome) => sumOf(byPrefix, outcome) !== versions[outcome]),
      'prefixes have other sums than all together',
    ],
    // Of what is missing and was chosen by its key nobody knows a class.
    [sumOf(byClass, 'same') !== same, 'storage classes have other sums than all together'],
    [versions.sameBytes > versions.bytes, 'more bytes are the same than were compared'],
    [
      extra.replicas + extra.others + extra.notLookedAt !== extra.versions,
      'what only it has is not the sum of its parts',
    ],
    [
      deleteMarkers.same + deleteMarkers.missing > deleteMarkers.listed,
      'more delete markers were compared than listed',
    ],
  ];
  return faults.flatMap(([isOne, fault]) => (isOne ? [`${of} ${fault}`] : []));
}

/** Sums that do not add up, and answers that go against what they are made of. */
function contradictions({ answer, comparisons, startedAt, endedAt }: Certificate): readonly string[] {
  const made = answerOfAll(comparisons);
  return [
    ...comparisons.flatMap(contradictionsIn),
    ...(answer === made ? [] : [`its answer is ${answer}, and that of its comparisons ${made}`]),
    ...(Date.parse(startedAt) <= Date.parse(endedAt) ? [] : ['it has ended before it has begun']),
  ];
}

export function certificateIn(bytes: Uint8Array): ReadCertificate {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    json = readJson(text);
  } catch (error) {
    return { faults: [`it is no JSON in UTF-8: ${error instanceof Error ? error.message : 'unknown'}`] };
  }
  const twice = repeatedName(text);
  if (twice !== undefined) return { faults: [`it says '${twice}' twice`] };
  const later = z.object({ version: z.int().gt(TAKEN_VERSION) }).safeParse(json).data;
  if (later !== undefined)
    return {
      faults: [
        `it is of version ${later.version}, and this program reads up to version ${TAKEN_VERSION}: a later s3-backfill does`,
      ],
    };
  const read = CERTIFICATE_SCHEMA.safeParse(json);
  if (!read.success) return { faults: [schemaFaults(read.error)] };
  return { certificate: read.data, faults: contradictions(read.data) };
}
