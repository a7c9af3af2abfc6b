// What a target says, as flags of a command.
import type { KnownFlags } from '../ports/engine';
import { defined } from '../text/defined';
import type { Target } from './target';

/** What a target says, as flags: a command that something else makes is told it where no outputs say it. */
export function flagsOfTarget({ source, prefixes = [], copyTo, batchJob, dataSync }: Target): KnownFlags {
  const [prefix, ...more] = prefixes;
  const { roleArn, report, manifest } = batchJob;
  return {
    ...{ 'source-bucket': source.bucket, region: source.region, 'account-id': source.accountId },
    ...defined({
      prefix: more.length === 0 ? prefix : undefined,
      'destination-bucket': copyTo?.bucket,
      'role-arn': roleArn,
      'task-arn': dataSync?.taskArn,
      'report-bucket': report?.bucket,
      'report-prefix': report?.prefix,
      'manifest-bucket': manifest?.bucket,
      'manifest-prefix': manifest?.prefix,
    }),
  };
}
