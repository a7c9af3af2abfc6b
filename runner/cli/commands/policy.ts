// What has to be made in IAM.
import { booleanFlag, textFlag, textFlags } from '../flag-values';
import { POLICY_FLAGS } from '../flags/check-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { say, through, type Commands } from './command';
import { defined } from '../../text/defined';

export const POLICY_COMMANDS: Commands = {
  policy: {
    usage: 'policy [of]',
    description: 'print the job role, the replication role, and the policy of the caller of one verb',
    flags: { ...CONNECTION_FLAGS, ...DESTINATION_FLAGS, ...SAYING_FLAGS, ...POLICY_FLAGS },
    examples: [
      ['s3-backfill policy --source-bucket my-bucket --report-bucket my-reports', 'all three, as JSON'],
      ['s3-backfill policy job-role --as hcl', 'the job role, for Terraform'],
      ['s3-backfill policy caller --for run', 'what a pipeline needs that only runs'],
      [
        's3-backfill policy destination-identity --for verify --as hcl',
        "what --destination-profile or --destination-role-arn needs, in the destination's account",
      ],
    ],
    async run(given, world, renderer) {
      const [{ startWithTarget }, { policyOwner, policyVerb }] = await Promise.all([
        import('../start'),
        import('../../verbs/policy'),
      ]);
      const of = policyOwner(given['of']);
      const tags = booleanFlag(given, 'job-tags');
      const { engine, target, handoff } = await startWithTarget(given, world);
      say(renderer, handoff);
      const options = {
        ...defined({ of }),
        language: (textFlag(given, 'as') ?? 'json') as 'json',
        verb: (textFlag(given, 'for') ?? 'run') as 'run',
        uses: new Set([
          ...(tags ? ['tags' as const] : []),
          ...(target.batchJob.manifest === undefined ? [] : ['supplied manifest' as const]),
        ]),
        destinations: textFlags(given, 'destination-bucket'),
      };
      return through(policyVerb(target, engine, options), renderer).finally(() => engine.aws.close());
    },
  },
};
