// Asks what the warnings of a plan rest on. What may not be asked stops nothing.
import type { Target } from '../target/target';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { Plan } from './plan';
import type { Planner } from './planner';
import type { SurveyEvent } from '../events/estimate-events';
import type { BucketLifecycle, WarningFacts } from './warnings';
import { defined } from '../text/defined';

/**
 * @param prefixes of the transfers
 * @param destinations buckets that the enabled rules copy to
 * @param replicationRoleArn role of the replication configuration, where it is known
 */
export async function warningFacts(
  planner: Planner,
  target: Target,
  plan: Plan,
  survey: SurveyEvent | undefined,
  engine: Engine,
  {
    prefixes,
    destinations,
    replicationRoleArn,
  }: {
    readonly prefixes: readonly string[];
    readonly destinations: readonly string[];
    readonly replicationRoleArn: string | undefined;
  },
): Promise<WarningFacts> {
  const notAsked: string[] = [];
  const ask = async <T>(question: Promise<T>): Promise<T | undefined> => {
    try {
      return await question;
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      notAsked.push(error.message);
      return undefined;
    }
  };
  const lifecycleOf = async (bucket: string, side: BucketLifecycle['side']): Promise<readonly BucketLifecycle[]> => {
    const rules = await ask(engine.aws.bucketSettings.lifecycle(bucket));
    return rules === undefined ? [] : [{ bucket, side, rules }];
  };
  const [lifecycles, active, role] = await Promise.all([
    Promise.all([
      lifecycleOf(target.source.bucket, 'source'),
      ...destinations.map((bucket) => lifecycleOf(bucket, 'destination')),
    ]),
    planner.active === undefined ? undefined : ask(planner.active(engine)),
    replicationRoleArn === undefined ? undefined : ask(engine.aws.roles.find(replicationRoleArn)),
  ]);
  return {
    nowMs: engine.clock.now(),
    prefixes,
    plannedJobs: plan.transfers.length,
    ...defined({ survey }),
    lifecycles: lifecycles.flat(),
    ...(role === undefined ? {} : { replicationRoleMs: role.createdMs }),
    ...defined({ activeJobs: active }),
    notAsked,
  };
}
