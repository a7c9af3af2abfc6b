// How runs of copies are called: by what is copied, by whom and by which S3, and by the number of the run. A rehearsal on another endpoint, and
// another account, have journals of their own.
import { shortHash } from '../../../plan/canonical';
import type { Engine } from '../../../ports/engine';
import { defined } from '../../../text/defined';
import type { CopyHeader, CopyWhereabouts } from './journal-line';

/** Method, digits of the copy, and from the second run on its number. */
const ID = /^(.+)-([0-9a-f]{16})(?:-([1-9][0-9]{0,6}))?$/;

/** @param method whose transfers are meant */
export function isRunOf(method: string): (id: string) => boolean {
  return (id) => ID.exec(id)?.[1] === method;
}

/** Whose S3 copies here, and which one. */
export function whereaboutsOf({ aws, accountId }: Engine): CopyWhereabouts {
  const { endpoint } = aws.destinationAccess ?? aws.access;
  return { region: aws.region, accountId, ...defined({ endpoint }) };
}

/** Of the first run. @param hash of the request */
export function firstIdOf(method: string, hash: string, { region, accountId, endpoint }: CopyWhereabouts): string {
  return `${method}-${shortHash(defined({ request: hash, region, accountId, endpoint }))}`;
}

/** As runs were called before their ids told where they were. */
export function formerIdOf(method: string, hash: string): string {
  return `${method}-${hash}`;
}

/** Numbers of the runs whose id begins so. @param ids in no order */
export function runsOf(firstId: string, ids: readonly string[]): readonly number[] {
  return ids.flatMap((id) => {
    const [, method, digits, number = '1'] = ID.exec(id) ?? [];
    return `${method ?? ''}-${digits ?? ''}` === firstId ? [Number(number)] : [];
  });
}

export function idOfRun(firstId: string, number: number): string {
  return number === 1 ? firstId : `${firstId}-${String(number)}`;
}

/** Whether the id is that of what the header says: whoever can write a journal must not choose where to somebody copies. */
export function isIdOfHeader(id: string, { transferId, request, ...where }: CopyHeader): boolean {
  const [, method = '', digits = ''] = ID.exec(id) ?? [];
  const hash = shortHash(request);
  return (
    transferId === id && [firstIdOf(method, hash, where), formerIdOf(method, hash)].includes(`${method}-${digits}`)
  );
}
