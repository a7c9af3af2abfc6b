// Which variables terraform/detached-run has: the members of `detached_run` of a settings file, and what a run is about.
import { HANDOFF_VARIABLE, handoffChecks, SHARED } from '../of-handoff';
import { COMMON_DEFAULTS, settingsKeys, type Inputs } from '../variables';
import { archiveCheck, bucketArnsCheck, LOG_DAYS_CHECK, topicCheck, topicsCheck, wholeCheck } from '../validations';

/** A topic is an object here: whether there is one has to be known when Terraform plans, and its ARN need not be. */
export const IN_ANOTHER_FORM: ReadonlySet<string> = new Set(['topic_arn']);

export const INPUTS: Inputs = {
  settings: () => {
    const all = settingsKeys();
    const { archive_path: archive = {}, ...members } =
      all.find(([name]) => name === 'detached_run')?.[1].properties ?? {};
    return [
      ['archive_path', archive],
      ...Object.entries(members).filter(([name]) => !IN_ANOTHER_FORM.has(name)),
      ...all.filter(([name]) => SHARED.some((one) => one === name)),
    ];
  },
  required: ['archive_path'],
  onlyHere: [
    { ...HANDOFF_VARIABLE, after: 'archive_path' },
    {
      name: 'topic',
      type: 'object({ arn = string })',
      description:
        'SNS topic, in the Region of the source, that is told how each run ended; its policy has to let EventBridge publish; null: nobody is told',
      defaultsTo: 'null',
      after: 'destination_bucket_arns',
    },
  ],
  members: {},
  descriptions: {
    archive_path:
      'Path of the archive of the function: dist/lambdas/detached-run.zip of the package, in the version of this module',
    destination_bucket_arns:
      'ARNs of the buckets that are copied to, which the function may list; needed where the replication is adopted, which names none; empty: those of s3_backfill',
    role_path: 'Path of the roles. Default: /',
    permissions_boundary_arn: 'ARN of the policy that bounds what the roles can ever do. Default: none',
  },
  defaults: {
    tags: COMMON_DEFAULTS['tags'] ?? '{}',
    destination_bucket_arns: '[]',
    alarm_action_arns: '[]',
    start_after_seconds: '300',
    poll_seconds: '300',
    timeout_seconds: '604800',
    memory_megabytes: '1769',
    runtime: '"nodejs22.x"',
    name: '"s3-backfill-run"',
    log_retention_days: '30',
  },
  checks: {
    archive_path: [archiveCheck('detached-run.zip')],
    s3_backfill: handoffChecks('a run in the account'),
    destination_bucket_arns: [bucketArnsCheck('destination_bucket_arns')],
    topic: [topicCheck('topic')],
    alarm_action_arns: [topicsCheck('alarm_action_arns')],
    start_after_seconds: [wholeCheck('start_after_seconds', 0, 86_400)],
    poll_seconds: [wholeCheck('poll_seconds', 10, 86_400)],
    timeout_seconds: [wholeCheck('timeout_seconds', 60, 31_536_000)],
    memory_megabytes: [wholeCheck('memory_megabytes', 512, 10_240)],
    log_retention_days: [LOG_DAYS_CHECK],
  },
};
