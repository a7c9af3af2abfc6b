// A plus in a listed key: itself, as S3 Batch Operations reads its manifests, or a space, as S3 Inventory writes one. The version id tells:
// it belongs to one of the two keys.
import { concurrently } from '../pacing/concurrently';
import { spreadEvenly } from '../pacing/spread-evenly';
import { isRunnerError, RunnerError } from '../ports/errors';
import type { Objects } from '../ports/s3/objects';
import type { Chosen } from '../target/choice';
import { spacedKey, type ManifestRow } from '../target/manifest-csv';
import { counted } from '../text/figures';
import { visible } from '../text/safe-text';

/** Rows that are looked at, evenly over the file: of a longer one the rest are as those are. */
const MOST_LOOKED_AT = 50;
const LOOKS_AT_ONCE = 10;

type Reading = 'plus' | 'space';

interface Doubt {
  readonly row: ManifestRow;
  readonly spaced: string;
  reading?: Reading;
  /** Why neither can be told. */
  why?: string;
}

async function look(doubt: Doubt, bucket: string, objects: Objects): Promise<void> {
  const { key, versionId } = doubt.row;
  try {
    const [plus, space] = await Promise.all([
      objects.head(bucket, key, versionId),
      objects.head(bucket, doubt.spaced, versionId),
    ]);
    if (plus !== undefined && space !== undefined) doubt.why = 'both are there';
    else if (plus === undefined && space === undefined) doubt.why = 'neither is there';
    else doubt.reading = plus === undefined ? 'space' : 'plus';
  } catch (error) {
    // A version id of another key is refused by some as none of S3's.
    if (!isRunnerError(error, 'denied', 'refused', 'not-found')) throw error;
    doubt.why = `neither could be looked at: ${error.message}`;
  }
}

function undecided({ row, spaced, why = 'other lines were read both ways' }: Doubt, origin: string): RunnerError {
  return new RunnerError(
    'usage',
    `the manifest ${origin} cannot be used: line ${row.line} names '${visible(row.key)}' or '${visible(spaced)}', version ${visible(row.versionId)}: ${why}`,
    'write %2B for a plus and %20 for a space; S3 Inventory writes a space as +, S3 Batch Operations reads + as itself',
  );
}

/**
 * The listed versions, each under the key that has it.
 * @throws RunnerError `usage` that names a line of which that cannot be told
 */
export async function plusOrSpace(
  rows: readonly ManifestRow[],
  bucket: string,
  origin: string,
  objects: Objects,
): Promise<Chosen> {
  const doubts = rows.flatMap((row): Doubt[] => {
    const spaced = spacedKey(row);
    return spaced === undefined ? [] : [{ row, spaced }];
  });
  if (doubts.length === 0) return { versions: rows.map(({ key, versionId }) => ({ key, versionId })), notes: [] };
  const looked = spreadEvenly(doubts, MOST_LOOKED_AT);
  await concurrently(looked, LOOKS_AT_ONCE, (doubt) => look(doubt, bucket, objects));
  const readings = new Set(looked.flatMap(({ reading }) => reading ?? []));
  const [common, ...others] = readings;
  const spacedOf = new Map<ManifestRow, string>();
  for (const doubt of doubts) {
    // A file is written in one way: what cannot be told of one line is as of all others.
    const reading = doubt.reading ?? (others.length === 0 && doubt.why !== 'both are there' ? common : undefined);
    if (reading === undefined) throw undecided(doubt, origin);
    if (reading === 'space') spacedOf.set(doubt.row, doubt.spaced);
  }
  const [first] = spacedOf;
  const note =
    first === undefined
      ? []
      : [
          `${counted(spacedOf.size, 'key')} of the manifest ${origin} ${spacedOf.size === 1 ? 'has' : 'have'} spaces where + is written, as S3 Inventory writes them: line ${first[0].line} is '${visible(first[1])}'`,
        ];
  return {
    versions: rows.map((row) => ({ key: spacedOf.get(row) ?? row.key, versionId: row.versionId })),
    notes: note,
  };
}
