// What a certificate says of lists that were made before, for a person.
import type { ComparedTables, RowDamage, TableRead } from '../../events/comparisons/compared-tables';
import type { Comparison } from '../../events/comparisons/comparison';
import { count, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';

const DAMAGE: Readonly<Record<RowDamage, string>> = {
  'broken-percent': 'with a key that cannot be decoded, compared as it is written',
  'no-key': 'without a key that tells where it belongs, not compared',
  'no-size': 'without a size, not compared',
  'no-etag': 'without an ETag, not compared',
  'other-bucket': 'of another bucket, not compared',
  'listed-twice': 'of a version that it lists more than once, compared by its first row',
  columns: 'with more or fewer columns than the inventory says, not compared',
  encoding: 'that are no UTF-8, not compared',
  quotes: 'that end within quotes, not compared',
  unreadable: 'that cannot be read, not compared',
};

function readWords(
  side: 'source' | 'destination',
  { kind, location, madeAt, files, rows, damaged }: TableRead,
): string {
  const from = kind === 'inventory' ? `${counted(files, 'file')} of the inventory ${visible(location)}` : 'a listing';
  const bad = damaged.map(({ damage, count: amount, examples }) => {
    const [first] = examples;
    return `; ${counted(amount, 'row')} ${DAMAGE[damage]}${first === undefined ? '' : `, for example '${visible(first)}'`}`;
  });
  return `${side}: ${counted(rows, 'row')} from ${from}, made ${madeAt}${bad.join('')}`;
}

function doubtfulWords({ doubtful: { found, looked, unknown, why } }: ComparedTables): readonly string[] {
  if (found === 0) return [];
  const rest =
    unknown === 0 ? '' : `; ${count(unknown)} not, and nobody knows${why === undefined ? '' : `: ${visible(why)}`}`;
  return [`${counted(found, 'version')} may have changed since: ${count(looked)} looked at${rest}`];
}

function traitWords({ otherTraits }: ComparedTables): readonly string[] {
  return otherTraits.map(({ trait, source, destination, count: amount, examples: [first] }) => {
    const example = first === undefined ? '' : `, for example '${visible(first.key)}'`;
    const name = trait === 'storage-class' ? 'storage class' : 'encryption';
    return `${name}: ${count(amount)} ${visible(source)} at the source and ${visible(destination)} at the destination${example}`;
  });
}

/** What a report says of the same versions. */
function reportedWords({ reported }: Comparison): readonly string[] {
  if (reported === undefined) return [];
  const { transferId, location, rows, otherRows, groups } = reported;
  const others = otherRows === 0 ? '' : `, ${count(otherRows)} of them of what was not compared`;
  return [
    `report of job ${visible(transferId)}: ${counted(rows, 'row')} from ${visible(location)}${others}`,
    ...groups.map(({ count: amount, meaning, examples: [first] }) => {
      const example = first === undefined ? '' : `, for example '${visible(first.key)}'`;
      return `${count(amount)} ${meaning}${example}`;
    }),
  ];
}

/** One sentence for each thing; empty: both sides were listed, and no report was named. */
export function tableWords(comparison: Comparison): readonly string[] {
  const { tables } = comparison;
  if (tables === undefined) return reportedWords(comparison);
  return [
    ...reportedWords(comparison),
    readWords('source', tables.source),
    readWords('destination', tables.destination),
    ...doubtfulWords(tables),
    ...traitWords(tables),
  ];
}
