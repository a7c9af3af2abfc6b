// One certificate of what a method that keeps version ids has copied, and of what others have copied of the same selection.
import type { Certificate } from '../events/certificate';
import type { CertificateEvent, Ending, RunnerEvent } from '../events/events';
import { gravest } from '../events/exit-code';
import type { PlanOptions } from '../plan/plan';
import { currentOf } from '../evidence/versions-of-keys';
import type { Engine } from '../ports/engine';
import type { Leaving } from '../routes/leaving';
import { withoutCertificates } from '../routes/without-certificates';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Target } from '../target/target';
import { defined } from '../text/defined';
import { answerOfAll } from '../verify/comes-to';
import { verifyRun, type Uncompared, type VerifyRunOptions } from '../verify/verify-run';
import { planCopies } from './copy/plan-copies';
import { proveCopies } from './copy/prove';
import type { HandedFrom, HandedOn } from './method';

/** Those of versions that were compared by their ids, and after them those of copies. */
function merged([first, ...more]: readonly Certificate[]): Certificate | undefined {
  if (first === undefined) return undefined;
  const { matched } = first;
  const others = more.flatMap((one) =>
    one.comparisons.map((comparison) => ({ ...comparison, ...defined({ matched: one.matched }) })),
  );
  const comparisons = [...first.comparisons, ...others];
  const endedAt = more.at(-1)?.endedAt ?? first.endedAt;
  return { ...first, ...defined({ matched }), endedAt, answer: answerOfAll(comparisons), comparisons };
}

/** Version by version, but those that were copied in another way: of these the new version, or the newest object with its copy. */
export async function* proveVersionsAndCopies(
  run: Uncompared,
  { copied, copyTo, renewed }: HandedOn,
  { chosen }: HandedFrom,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions & PlanOptions,
): AsyncGenerator<RunnerEvent, Leaving> {
  const held: CertificateEvent[] = [];
  const { bucket } = target.source;
  const keysOf = (versions: readonly ObjectVersionId[]): readonly string[] => versions.map(({ key }) => key);
  const own = chosen === undefined ? undefined : [...chosen, ...(await currentOf(keysOf(renewed), bucket, engine))];
  const elsewhere = [{ versions: renewed }, { versions: copied, ...defined({ destination: copyTo?.bucket }) }];
  const ids = yield* withoutCertificates(
    verifyRun(run, target, engine, defined({ ...options, chosen: own, elsewhere })),
    held,
  );
  let ending = ids;
  if (copied.length > 0 && copyTo !== undefined) {
    const to = { ...target, copyTo };
    const plan = planCopies(to, defined({ copies: options.copies }), keysOf(copied));
    // Whatever became of the versions, nothing else compares the copies; and these say nothing of the versions.
    const isWell = ids.outcome === 'done' || ids.outcome === 'nothing-to-do';
    const before: Ending = isWell ? ids : { ...ids, outcome: 'done' };
    const proven = yield* withoutCertificates(
      proveCopies({ ending: before, versions: copied.length }, plan, to, engine, options),
      held,
    );
    ending = { ...ids, ...proven, outcome: isWell ? proven.outcome : gravest([ids.outcome, proven.outcome]) };
  }
  const certificate = merged(held);
  if (certificate !== undefined) yield { ...certificate, kind: 'certificate' };
  return ending;
}
