// What is wrong with `detached_run`, seen with the other keys.
import { MOST_LOOKS, POLL_SECONDS, TIMEOUT_SECONDS } from '../../detached-run/timing';
import { LOG_DAYS } from '../../functions/log-days';
import type { Settings } from '../schema';

/** In the words of the keys. */
export function detachedRunFaults({ detached_run: run, ...settings }: Settings): readonly string[] {
  if (run === undefined) return [];
  const { timeout_seconds: timeout = TIMEOUT_SECONDS, poll_seconds: poll = POLL_SECONDS } = run;
  const { log_retention_days: days } = run;
  return [
    ...(settings.adopt_existing_replication && run.destination_bucket_arns === undefined
      ? [
          'detached_run.destination_bucket_arns: got nothing; adopt_existing_replication names no destination: give those that the rules copy to, like ["arn:aws:s3:::my-replica"]',
        ]
      : []),
    ...(timeout > poll * MOST_LOOKS
      ? [
          `detached_run.timeout_seconds: got ${timeout}; at most ${MOST_LOOKS} times detached_run.poll_seconds, which is ${poll}: an execution of Step Functions has room for no more looks`,
        ]
      : []),
    ...(days === undefined || LOG_DAYS.includes(days)
      ? []
      : [`detached_run.log_retention_days: got ${days}; CloudWatch Logs takes ${LOG_DAYS.join(', ')}`]),
  ];
}
