// How long a replication configuration takes until all of S3 acts on it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import { isLoopback, type Session } from '../session';

/** "A few minutes", AWS says. */
const IN_AWS_MS = 5 * 60_000;
const PATIENCE_MS = 1_000;

/** The local AWS says how long it takes there; whatever else is on this machine acts at once. */
async function onThisMachine(endpoint: string, signal: AbortSignal): Promise<number> {
  try {
    const answer = await fetch(new URL('/_emulator/timing', endpoint), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (!answer.ok) return 0;
    const { rulePropagationMs } = (await answer.json()) as { readonly rulePropagationMs?: unknown };
    return typeof rulePropagationMs === 'number' ? rulePropagationMs : 0;
  } catch {
    // Who stops the program is heard at the next request.
    return 0;
  }
}

export async function rulesSettleInMs({ endpointOf, signal }: Session): Promise<number> {
  const endpoint = endpointOf('S3');
  return endpoint === undefined || !isLoopback(endpoint) ? IN_AWS_MS : onThisMachine(endpoint, signal);
}
