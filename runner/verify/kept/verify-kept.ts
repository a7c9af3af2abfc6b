// Compares what was kept, and makes the same certificate again: nobody is asked.
import * as z from 'zod';
import type { Certificate, KeptEvidence } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import type { RunnerEvent } from '../../events/events';
import { readEvidence, type ReadEvidence } from '../../evidence/kept/evidence-file';
import { isRunnerError } from '../../ports/errors';
import type { Workshop } from '../../ports/workshop';
import { together, type LeftGroup } from '../../routes/left-groups';
import { defined } from '../../text/defined';
import { answerOfAll } from '../comes-to';
import { compare } from '../compare';
import type { ComparedBy } from '../look';
import { notCompared, verifiedBy, type HoldAgainst, type Verified } from '../verify-target';
import { keptAnswers } from './kept-answers';
import { KEPT_COPIES } from './copies/kept-copies';
import { KEPT_INVENTORIES } from './inventories/kept-inventories';
import { KEPT_VERIFY, type KeptVerify } from './kept-verify';

/** What is needed of the program: neither AWS nor credentials. */
export type KeptEngine = Pick<ComparedBy, 'signal' | 'command'>;

export interface OpenEvidence {
  readonly of: KeptVerify;
  readonly kept: KeptEvidence;
}

/** Of versions where it does not say of what. */
const KEPT = z.preprocess(
  (json) => (typeof json === 'object' ? { compared: 'versions', ...json } : json),
  z.discriminatedUnion('compared', [
    KEPT_VERIFY.extend({ compared: z.literal('versions') }),
    KEPT_COPIES,
    KEPT_INVENTORIES,
  ]),
);

/** What evidence of a comparison is of. */
export type KeptOf = z.infer<typeof KEPT>;

/** @throws RunnerError `usage` when there is none, `unavailable` when it is not what was kept */
export function openEvidence(directory: string, workshop: Workshop): Promise<ReadEvidence<KeptOf>> {
  return readEvidence(directory, 'verify', KEPT, workshop);
}

/** @throws RunnerError `unavailable` when a file cannot be read */
export async function* verifyKept(
  directory: string,
  { of, kept }: OpenEvidence,
  engine: KeptEngine,
  allowEmpty: boolean,
  workshop: Workshop,
  hold?: HoldAgainst,
): AsyncGenerator<RunnerEvent, Verified> {
  const { version, endpoints, source, prefixes, startedAt, endedAt, listing, sample } = of;
  const comparisons: Comparison[] = [];
  const left: LeftGroup[] = [];
  for (const [index, one] of of.comparisons.entries()) {
    if (one.reason !== undefined) {
      comparisons.push(notCompared(one.scope, one.reason));
      continue;
    }
    const answers = keptAnswers(directory, kept, index, one, source.bucket, engine, workshop);
    try {
      const made = yield* compare(source.bucket, one.scope, sample, answers);
      comparisons.push(hold === undefined ? made.comparison : await hold(made.comparison, one.scope, directory, index));
      left.push(...made.left);
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted' || error.kind === 'usage') throw error;
      comparisons.push(notCompared(one.scope, error.message));
    }
  }
  const certificate: Certificate = {
    version,
    ...defined({ endpoints }),
    source,
    prefixes,
    matched: 'by-version-id',
    startedAt,
    endedAt,
    listing,
    answer: answerOfAll(comparisons),
    comparisons,
    kept,
  };
  yield { kind: 'certificate', ...certificate };
  return verifiedBy(certificate, together(left), allowEmpty);
}
