// What a preflight check is. Each file of this folder is one check and has one test.
import type { Patch } from '../events/check-events';
import { isRunnerError } from '../ports/errors';
import type { Target } from '../target/target';
import type { Aws } from '../ports/aws';
import type { Replication } from '../ports/replication';

export interface Check<Context = CheckContext> {
  /** Stands in the events; never changes. */
  readonly id: string;
  readonly title: string;
  run(context: Context): Promise<readonly Finding[]>;
}

export type Finding =
  | { readonly answer: 'ok'; readonly detail: string }
  | { readonly answer: 'wrong'; readonly detail: string; readonly fix: string; readonly patch: Patch }
  | { readonly answer: 'could-not-check'; readonly detail: string; readonly patch?: Patch };

export interface CheckContext {
  readonly target: Target;
  readonly aws: Aws;
  /** The source bucket's replication configuration, asked for once. */
  readonly replication: () => Promise<Replication | undefined>;
}

export function ok(detail: string): Finding {
  return { answer: 'ok', detail };
}

export function wrong(detail: string, fix: string, patch: Patch): Finding {
  return { answer: 'wrong', detail, fix, patch };
}

/** @param patch what is needed, if it is not there */
export function couldNotCheck(detail: string, patch?: Patch): Finding {
  return { answer: 'could-not-check', detail, ...(patch === undefined ? {} : { patch }) };
}

/** What `look` finds; where the caller may not look, that is no fault of what was looked at. */
export async function unlessDenied(
  look: () => Promise<readonly Finding[]>,
  permission: string,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (isRunnerError(error, 'denied')) return [couldNotCheck(`${error.message} (looking needs ${permission})`)];
    throw error;
  }
}

export interface Destination {
  readonly bucket: string;
  readonly accountId?: string;
}

/**
 * Destination buckets of the enabled rules: as S3 has them, or as the handoff says where S3's may not be read.
 * A job runs for all enabled rules of its bucket, so all of them count.
 */
export async function destinationsOf({ target, replication }: CheckContext): Promise<readonly Destination[]> {
  const found = await replication().catch((error: unknown) => {
    if (isRunnerError(error, 'denied', 'not-found')) return undefined;
    throw error;
  });
  const all: readonly Destination[] =
    found === undefined
      ? target.destinations
      : found.rules
          .filter((rule) => rule.enabled)
          .map(({ destinationBucket, destinationAccountId }) => ({
            bucket: destinationBucket,
            ...(destinationAccountId === undefined ? {} : { accountId: destinationAccountId }),
          }));
  return [...new Map(all.map((destination) => [destination.bucket, destination])).values()];
}
