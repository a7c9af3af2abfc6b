// How long a replication configuration takes until all of S3 acts on it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import { isLoopback } from '../configuration/endpoints';
import type { Session } from '../session';

/** "A few minutes", AWS says. */
const IN_AWS_MS = 5 * 60_000;

/** What is on this machine is no AWS, and acts at once. */
export function rulesSettleInMs({ endpoints }: Pick<Session, 'endpoints'>): number {
  const endpoint = endpoints.of('S3');
  return endpoint !== undefined && isLoopback(endpoint) ? 0 : IN_AWS_MS;
}
