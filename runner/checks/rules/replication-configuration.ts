import { commands } from '../../patches/commands';
import { replicationPatch } from '../../patches/rule-patches';
import { isRunnerError } from '../../ports/errors';
import { ok, unlessDenied, wrong, type Check } from '../check';

/** Without a replication configuration S3 has nothing to replicate by, and the job fails. */
export const replicationConfigurationCheck: Check = {
  id: 'replication-configuration',
  title: 'source bucket has a replication configuration',
  run: ({ target, replication }) =>
    unlessDenied(async () => {
      const { bucket } = target.source;
      try {
        const found = await replication();
        if (found === undefined) {
          return [
            wrong(
              `the bucket '${bucket}' has no replication configuration`,
              target.rules.length > 0
                ? 'run terraform apply, and wait a few minutes before the backfill'
                : 'whoever looks after the replication of the bucket adds a rule, for example with the files that s3-backfill init writes; wait a few minutes before the backfill. Without a rule, s3-backfill copy copies object by object',
              // Terraform has no rule to apply where the handoff has none.
              replicationPatch(target) ??
                commands(target.rules.length > 0 ? ['terraform', 'apply'] : ['s3-backfill', 'init']),
            ),
          ];
        }
        const enabled = found.rules.filter((rule) => rule.enabled).length;
        return [ok(`${found.rules.length} ${found.rules.length === 1 ? 'rule' : 'rules'}, ${enabled} enabled`)];
      } catch (error) {
        // That the bucket is missing is said by the check of the bucket itself.
        if (isRunnerError(error, 'not-found')) return [];
        throw error;
      }
    }, 's3:GetReplicationConfiguration'),
};
