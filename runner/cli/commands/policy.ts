// What has to be made in IAM.
import { RunnerError } from '../../ports/errors';
import { shownJson } from '../../text/safe-text';
import { booleanFlag, textFlag, textFlags, type Given } from '../flag-values';
import { POLICY_FLAGS } from '../flags/check-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { say, through, type Commands } from './command';
import { CALLER_VERBS } from '../../policy/caller/caller-permission';
import { defined } from '../../text/defined';
import { s3Address } from '../../text/s3-address';

/** @throws RunnerError `usage` when it is neither a user nor a role */
function principalFlag(given: Given): string | undefined {
  const arn = textFlag(given, 'caller-arn');
  if (arn === undefined || /^arn:[a-z0-9-]+:iam::\d{12}:(user|role)\/[\w+=,.@/-]+$/.test(arn)) return arn;
  throw new RunnerError(
    'usage',
    `--caller-arn: got ${shownJson(arn)}; the ARN of a user or a role is allowed, as in arn:aws:iam::111122223333:role/pipeline`,
    'of a session (arn:aws:sts::…:assumed-role/NAME/…) name the role: aws iam get-role --role-name NAME',
  );
}

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
      ['s3-backfill policy caller --for doctor --canary', 'what the doctor needs that writes a canary and removes it'],
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
      // Buckets of what --survey and --manifest name in S3.
      const places = [textFlag(given, 'survey')?.replace(/^inventory:/, ''), textFlag(given, 'manifest')];
      const lists = [
        ...new Set(places.flatMap((place) => (place === undefined ? [] : (s3Address(place)?.bucket ?? [])))),
      ];
      const options = {
        ...defined({ of }),
        language: (textFlag(given, 'as') ?? 'json') as 'json',
        verb: CALLER_VERBS.find((verb) => verb === (textFlag(given, 'for') ?? 'run')),
        lists,
        callerArn: principalFlag(given),
        uses: new Set([
          ...(tags ? ['tags' as const] : []),
          ...(target.batchJob.manifest === undefined ? [] : ['supplied manifest' as const]),
          ...(lists.length === 0 ? [] : ['inventory' as const]),
          ...(booleanFlag(given, 'canary') ? ['canary' as const] : []),
        ]),
        destinations: textFlags(given, 'destination-bucket'),
      };
      return through(policyVerb(target, engine, options), renderer).finally(() => engine.aws.close());
    },
  },
};
