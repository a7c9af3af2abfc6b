import type { CertificateEvent, RunnerEvent } from '../events/events';
import type { Leaving } from './leaving';

/** Keeps back certificates in `held`: the one that counts is told at the end. */
export async function* withoutCertificates(
  telling: AsyncGenerator<RunnerEvent, Leaving>,
  held: CertificateEvent[],
): AsyncGenerator<RunnerEvent, Leaving> {
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value;
    if (step.value.kind === 'certificate') held.push(step.value);
    else yield step.value;
  }
}
