// Whether a certificate says what the evidence says that it names: compared again, and held against it number by number.
import type { Certificate } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import type { RunnerEvent } from '../../events/events';
import type { Tables, Workshop } from '../../ports/workshop';
import { answerOfAll } from '../../verify/comes-to';
import type { KeptEngine } from '../../verify/kept/verify-kept';
import type { Verified } from '../../verify/verify-target';

/** Words, which a later version may choose otherwise, and what is held against a report, which is no part of the evidence. A finding's reason is no such word. */
const WORDS: ReadonlySet<string> = new Set(['meaning', 'remedy', 'why', 'reported', 'examples', 'kept']);

/** The same for the same numbers, in whatever order they stand. */
function numbersOf(value: unknown): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (WORDS.has(name)) return undefined;
    // What is as frequent stands in the order in which S3 has answered.
    if (Array.isArray(part)) return part.map(numbersOf).sort();
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Without what a report has added: that it promises what is not there makes an answer graver, and never better. */
function withoutReport(comparison: Comparison, { answer }: Comparison): Comparison {
  return comparison.reported !== undefined && comparison.answer === 'incomplete'
    ? { ...comparison, answer }
    : comparison;
}

/** Undefined: it says the same. */
function differenceOf(said: Certificate, made: Certificate): string | undefined {
  const fields = ['version', 'endpoints', 'source', 'prefixes', 'chosen', 'startedAt', 'endedAt', 'listing'] as const;
  const other = fields.find((name) => numbersOf(said[name]) !== numbersOf(made[name]));
  if (other !== undefined) return `its ${other} is not that of the evidence`;
  if (said.comparisons.length !== made.comparisons.length)
    return `it tells of ${said.comparisons.length} comparisons, and the evidence of ${made.comparisons.length}`;
  const comparisons = said.comparisons.map((one, at) => withoutReport(one, made.comparisons[at] ?? one));
  for (const [at, one] of comparisons.entries())
    if (numbersOf({ ...one, reason: undefined }) !== numbersOf({ ...made.comparisons[at], reason: undefined }))
      return `what it says of '${one.destination}' is not what comes of the evidence: verify --from with the directory tells that`;
  return answerOfAll(comparisons) === made.answer ? undefined : 'its answer is not that of the evidence';
}

async function ended(telling: AsyncGenerator<RunnerEvent, Verified>): Promise<Verified> {
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value;
  }
}

/**
 * What the certificate says otherwise than the evidence in `directory`, whose files are those that it names; undefined: nothing.
 * @param open a database, for evidence of inventories
 * @throws RunnerError when the evidence cannot be compared; `usage` when the database is not installed
 */
export async function otherThanEvidence(
  directory: string,
  certificate: Certificate,
  engine: KeptEngine,
  workshop: Workshop,
  open: () => Promise<Tables>,
): Promise<string | undefined> {
  const { openEvidence, verifyKept } = await import('../../verify/kept/verify-kept');
  const { of, kept } = await openEvidence(directory, workshop);
  switch (of.compared) {
    case 'copies': {
      const { verifyKeptCopies } = await import('../../verify/kept/copies/verify-kept-copies');
      const made = await ended(verifyKeptCopies(directory, of, kept, engine, workshop));
      return differenceOf(certificate, made.certificate);
    }
    case 'versions': {
      const made = await ended(verifyKept(directory, { of, kept }, engine, true, workshop));
      return differenceOf(certificate, made.certificate);
    }
    case 'inventories': {
      const { verifyKeptInventories } = await import('../../verify/kept/inventories/verify-kept-inventories');
      const tables = await open();
      try {
        const made = await ended(verifyKeptInventories({ directory, of, kept }, tables, engine, workshop));
        return differenceOf(certificate, made.certificate);
      } finally {
        await tables.close();
      }
    }
  }
}
