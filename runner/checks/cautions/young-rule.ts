// Rules that were made minutes ago: S3 may not act on them yet. A run waits for them, and says so itself.
import { youngInWords, youngRules } from '../../replication/rule-age';
import { duration } from '../../text/figures';
import type { Caution } from './caution';

export const youngRuleCaution: Caution = async ({ aws, run, replicationRoleArn }, nowMs) => {
  if (run.verb === 'run') return [];
  const roleArn = await replicationRoleArn();
  const young = roleArn === undefined ? undefined : await youngRules(aws, roleArn, nowMs);
  if (young === undefined) return [];
  return [
    {
      warning: 'rule-is-new',
      detail: youngInWords(young, duration),
      hint: `a job that starts before they have reached all of S3 may find nothing: run waits until they are ${duration(young.settledMs / 1000)} old`,
    },
  ];
};
