import type { TakenFrom } from './certificate';
import type { Comparison } from './comparisons/comparison';
import { count, counted } from '../text/figures';
import { visible } from '../text/safe-text';

function parts(pairs: readonly (readonly [amount: number, what: string])[]): string {
  return pairs.flatMap(([amount, what]) => (amount === 0 ? [] : [`${count(amount)} ${what}`])).join(', ');
}

/** Why a comparison of nothing is none. */
export const NOTHING_TO_COMPARE = 'there is no object version to compare';

/** The same, of copies. */
export const NO_OBJECT_TO_COMPARE = 'there is no object to compare';

/** Whether there was nothing at the source to compare: neither a version that a rule covers or an object, nor a delete marker. */
export function isOfNothing({ answer, reason }: Comparison): boolean {
  return answer === 'not-compared' && (reason === NOTHING_TO_COMPARE || reason === NO_OBJECT_TO_COMPARE);
}

/** Whether objects and their copies were compared, and not versions and their replicas. */
export function isOfCopies({ keyPrefix }: Comparison): boolean {
  return keyPrefix !== undefined;
}

/** What is compared. */
export function nounOf(comparison: Comparison): 'object' | 'object version' {
  return isOfCopies(comparison) && comparison.allVersions !== true ? 'object' : 'object version';
}

/** Of copies, with the beginning of their keys. */
export function destinationOf({ destination, keyPrefix }: Comparison): string {
  return keyPrefix === undefined || keyPrefix.destination === ''
    ? destination
    : `${destination}/${keyPrefix.destination}`;
}

/** Of copies, with the beginning of their keys. */
export function sourceOf(bucket: string, { keyPrefix }: Comparison): string {
  return keyPrefix === undefined || keyPrefix.source === '' ? bucket : `${bucket}/${keyPrefix.source}`;
}

/** Whether everything was looked at and is there, and of some nothing but the size could be compared. */
export function isBySizeAlone({ answer, upTo, evidence }: Comparison): boolean {
  const { contentNotComparable = 0, contentNotRead = 0 } = evidence;
  return answer === 'not-compared' && upTo === undefined && contentNotComparable > 0 && contentNotRead === 0;
}

/** How many were compared by their size alone; empty: none. */
function sizeAloneWords({ evidence, versions }: Comparison): string {
  const { contentNotComparable = 0 } = evidence;
  if (contentNotComparable === 0) return '';
  const all = contentNotComparable === versions.compared;
  return `, ${all ? 'compared' : `${count(contentNotComparable)} of them compared`} by size alone: that the bytes are the same is not proven`;
}

/** All is there, as far as that can be told. */
function allWords(comparison: Comparison, noun: string, where: string): string {
  const { compared } = comparison.versions;
  return `${compared === 1 ? `the one ${noun} is` : `all ${counted(compared, noun)} are`} in ${where}${sizeAloneWords(comparison)}`;
}

/** A comparison in one sentence, with its numbers. */
export function comparisonSummary(comparison: Comparison): string {
  const { answer, reason = '', versions, deleteMarkers } = comparison;
  const where = `'${visible(destinationOf(comparison))}'`;
  const noun = nounOf(comparison);
  const { compared, same, missing, different, pending } = versions;
  switch (answer) {
    case 'not-compared':
      if (isOfNothing(comparison)) return `${reason} with ${where}`;
      if (isBySizeAlone(comparison)) return allWords(comparison, noun, where);
      return comparison.upTo === undefined
        ? `could not be compared with ${where}: ${visible(reason)}`
        : `with ${where} ${visible(reason)}`;
    case 'complete':
      return compared === 0
        ? `${deleteMarkers.same === 1 ? 'the one delete marker is' : `all ${counted(deleteMarkers.same, 'delete marker')} are`} in ${where}, and there is no object version`
        : allWords(comparison, noun, where);
    case 'incomplete':
    case 'pending': {
      const found = parts([
        [missing, 'missing'],
        [different, 'different'],
        [pending, 'pending'],
        [deleteMarkers.missing, deleteMarkers.missing === 1 ? 'delete marker missing' : 'delete markers missing'],
      ]);
      const first = comparison.upTo === undefined ? '' : 'the first ';
      return `${count(same)} of ${first}${counted(compared, noun)} ${same === 1 || compared === 1 ? 'is' : 'are'} in ${where}${sizeAloneWords(comparison)}${found === '' ? '' : `; ${found}`}${answer === 'incomplete' && reason !== '' ? `; ${visible(reason)}` : ''}`;
    }
  }
}

/** Where S3 was asked, in words that follow a verb; undefined: at AWS's own endpoints. */
export function endpointWords({ version, endpoints }: TakenFrom): string | undefined {
  if (version === 1) return 'at an endpoint that version 1 does not name';
  if (endpoints === undefined) return undefined;
  const { source, destination } = endpoints;
  const place = (endpoint: string | undefined): string =>
    endpoint === undefined ? "at AWS's own endpoint" : `at '${visible(endpoint)}', and not at AWS's own endpoint`;
  return source === destination
    ? place(source)
    : `for the source ${place(source)}; for the destination ${place(destination)}`;
}
