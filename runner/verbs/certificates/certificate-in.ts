// Reads a certificate that somebody has written: its form, and whether what it says of itself can be true.
import type { Certificate } from '../../events/certificate';
import { schemaFaults } from '../../text/schema-faults';
import { readJson, repeatedName } from '../../text/read-json';
import { CERTIFICATE_SCHEMA } from '../../verify/certificate-schema';

export interface ReadCertificate {
  /** Absent: it cannot be read. */
  readonly certificate?: Certificate;
  /** What is wrong with it, in words; empty: nothing. */
  readonly faults: readonly string[];
}

/** Sums that do not add up, and answers that go against what they are made of. */
function contradictions({ answer, comparisons }: Certificate): readonly string[] {
  const faults = comparisons.flatMap(({ destination, answer: own, versions, evidence }) => {
    const { compared, same, missing, different, pending } = versions;
    const sum = same + missing + different + pending;
    const of = `of '${destination}'`;
    return [
      ...(compared === sum ? [] : [`${of} ${compared} versions were compared, and ${sum} are told of`]),
      ...(own === 'complete' && same < compared
        ? [`${of} not all versions are the same, and its answer is complete`]
        : []),
      ...(evidence.looked <= evidence.of ? [] : [`${of} more replicas were looked at than are there`]),
    ];
  });
  const isOdd = answer === 'complete' && comparisons.every(({ answer: own }) => own !== 'complete');
  return [...faults, ...(isOdd ? ['its answer is complete, and no comparison is'] : [])];
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
  const read = CERTIFICATE_SCHEMA.safeParse(json);
  if (!read.success) return { faults: [schemaFaults(read.error)] };
  return { certificate: read.data, faults: contradictions(read.data) };
}
