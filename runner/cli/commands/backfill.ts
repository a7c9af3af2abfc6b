// Commands that plan and run a backfill.
import type { World } from '../../ports/world';
import { refuseOut, withAddresses } from '../copies/copy-options';
import { booleanFlag, type Given } from '../flag-values';
import { COPY_FLAGS, COPY_PLACE_FLAGS, METHOD_FLAGS, SCRIPT_FLAGS } from '../flags/copy-flags';
import {
  CHECKS_FLAGS,
  CONCLUDE_FLAGS,
  KEPT_PLAN_FLAGS,
  RETRY_FLAGS,
  ROUTE_FLAGS,
  RUN_FLAGS,
  WATCH_FLAGS,
} from '../flags/job-flags';
import {
  CERTIFICATE_FLAGS,
  CONNECTION_FLAGS,
  CREATE_FLAGS,
  DESTINATION_FLAGS,
  EMPTY_FLAGS,
  FLEET_FLAGS,
  REPORT_FILE_FLAGS,
  SAYING_FLAGS,
  TARGET_FLAGS,
} from '../flags/target-flags';
import {
  COPY_SELECTION_FLAGS,
  FORECAST_FLAGS,
  GLOB_FLAGS,
  KEYS_FLAGS,
  OUT_FLAGS,
  SELECTION_FLAGS,
} from '../flags/version-flags';
import { HOW, toggle } from '../flags/flag';
import { jobIdsIn, say, through, type Commands, type Listener } from './command';

const DRY_RUN = {
  '--dry-run': 'plan is the dry run: s3-backfill plan, with the flags of run, tells all and sends nothing',
};

async function fleet(
  verb: 'plan' | 'run',
  given: Given,
  world: World,
  renderer: Listener,
  again: string,
): Promise<number> {
  const { tellFleet } = await import('../fleet/tell-fleet');
  return through(tellFleet(verb, BACKFILL_COMMANDS[verb], given, world, again), renderer);
}

async function plan(given: Given, world: World, renderer: Listener, again: string): Promise<number> {
  if (given['fleet'] !== undefined) return fleet('plan', given, world, renderer, again);
  const { tellPlan } = await import('./tell-plan');
  return through(tellPlan(given, world), renderer);
}

async function run(given: Given, world: World, renderer: Listener, again: string): Promise<number> {
  if (given['fleet'] !== undefined) return fleet('run', given, world, renderer, again);
  const { tellRun } = await import('./tell-run');
  return through(tellRun(given, world, again), renderer);
}

export const BACKFILL_COMMANDS: Commands = {
  plan: {
    usage: 'plan',
    description: 'check everything; show what would be copied, cost, time and the exact requests; send nothing',
    flags: {
      ...CONNECTION_FLAGS,
      ...FLEET_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...METHOD_FLAGS,
      ...TARGET_FLAGS,
      ...COPY_PLACE_FLAGS,
      ...SELECTION_FLAGS,
      ...GLOB_FLAGS,
      ...KEYS_FLAGS,
      ...COPY_FLAGS,
      ...FORECAST_FLAGS,
      ...CHECKS_FLAGS,
      ...OUT_FLAGS,
      ...ROUTE_FLAGS,
      ...SCRIPT_FLAGS,
      'fail-on-empty': CONCLUDE_FLAGS['fail-on-empty'],
      ...CREATE_FLAGS,
    },
    examples: [
      ['s3-backfill plan', 'with the Terraform state in this directory'],
      ['s3-backfill plan --out plan.json --max-cost 500', 'kept for a review; s3-backfill run plan.json runs it'],
      [
        's3-backfill plan --survey inventory:s3://inventories/src/all/2026-01-31T01-00Z/manifest.json',
        'counted from an S3 Inventory, where the bucket is too large to list',
      ],
      ['s3-backfill plan --output json | jq', 'the requests, for a program'],
      [
        's3-backfill plan --method rclone --source-bucket my-bucket --destination-bucket my-archive --print-command',
        'a script that runs rclone elsewhere',
      ],
    ],
    run: (given, world, renderer, again) => plan(given, world, renderer, again),
  },
  run: {
    usage: 'run [plan]',
    description: 'check, create the jobs (or attach to existing ones), watch, report, retry, verify',
    flags: {
      ...CONNECTION_FLAGS,
      ...FLEET_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...CERTIFICATE_FLAGS,
      ...METHOD_FLAGS,
      ...TARGET_FLAGS,
      ...COPY_PLACE_FLAGS,
      ...SELECTION_FLAGS,
      ...GLOB_FLAGS,
      ...KEYS_FLAGS,
      ...COPY_FLAGS,
      ...FORECAST_FLAGS,
      ...CHECKS_FLAGS,
      ...WATCH_FLAGS,
      ...RUN_FLAGS,
      ...ROUTE_FLAGS,
      ...KEPT_PLAN_FLAGS,
      ...CREATE_FLAGS,
    },
    instead: DRY_RUN,
    completes: 'files',
    examples: [
      ['s3-backfill run', 'with the Terraform state in this directory'],
      ['s3-backfill run plan.json', 'the plan that plan --out has kept, if the world is still the same'],
      ['terraform output -json | s3-backfill run --outputs -', 'with the outputs of any backend'],
      ['s3-backfill run --outputs outputs.json --prefix folder/', 'one prefix instead of those of the handoff'],
      ['s3-backfill run --fleet fleet.json --max-cost 500', 'many buckets: one question, one table, one verdict'],
      ['s3-backfill run --key folder/a.txt', 'one object, now'],
      ['s3-backfill run --replication-status COMPLETED', 'again what was replicated before, for a new destination'],
      [
        "s3-backfill run --match '[.]parquet$' --latest-only",
        'by filters that S3 does not have: a manifest is written',
      ],
      [
        's3-backfill run --source-bucket my-bucket --role-arn arn:aws:iam::111122223333:role/batch-job --report-bucket my-reports',
        'without a handoff',
      ],
    ],
    run: (given, world, renderer, again) => run(given, world, renderer, again),
  },
  copy: {
    usage: 'copy <source> <destination>',
    description: 'copy missing or different objects by CopyObject: short for run --method copy',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...CERTIFICATE_FLAGS,
      ...EMPTY_FLAGS,
      ...COPY_SELECTION_FLAGS,
      ...COPY_FLAGS,
      ...FORECAST_FLAGS,
      ...CHECKS_FLAGS,
      'dry-run': toggle(HOW, 'nothing', 'only plan: check, count, and send nothing'),
      ...OUT_FLAGS,
      timeout: WATCH_FLAGS.timeout,
      'fail-on-empty': CONCLUDE_FLAGS['fail-on-empty'],
      yes: RUN_FLAGS.yes,
      verify: RUN_FLAGS.verify,
      ...ROUTE_FLAGS,
    },
    examples: [
      ['s3-backfill copy s3://my-bucket/folder/ s3://my-archive/folder/', 'what is missing there, or different'],
      [
        's3-backfill copy s3://my-bucket/folder/ s3://my-archive/2026/ --dry-run',
        'how much, at what cost; nothing is sent',
      ],
    ],
    run(given, world, renderer, again) {
      refuseOut(given);
      const flags = withAddresses(given);
      return booleanFlag(given, 'dry-run') ? plan(flags, world, renderer, again) : run(flags, world, renderer, again);
    },
  },
  retry: {
    usage: 'retry <job>',
    description: 'create a new job for what failed in a job and can succeed',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...TARGET_FLAGS,
      ...CHECKS_FLAGS,
      ...WATCH_FLAGS,
      ...RUN_FLAGS,
      ...ROUTE_FLAGS,
      ...RETRY_FLAGS,
    },
    instead: DRY_RUN,
    examples: [
      ['s3-backfill retry 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', 'what is retriable as things are'],
      ['s3-backfill retry 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c --remedied', 'after the permission was added'],
    ],
    async run(given, world, renderer, again) {
      const [start, from, { estimateOptions }, { retryVerb }] = await Promise.all([
        import('../start'),
        import('../verb-options'),
        import('../start-plan'),
        import('../../verbs/retry'),
      ]);
      const options = {
        ...from.planOptions(given),
        ...from.checkOptions(given),
        ...from.watchOptions(given, world),
        ...from.concludeOptions(given),
        ...from.runOptions(given, world),
        ...(await estimateOptions(given, world, from.isAsked(given, world) ? 'count' : 'gates')),
        remedied: booleanFlag(given, 'remedied'),
        again,
      };
      const [jobId = ''] = jobIdsIn(given);
      const { engine, method, target, handoff } = await start.startWithTarget(given, world, jobId);
      say(renderer, handoff);
      const made = await method.madeOf?.(jobId, engine);
      const same = { target: { ...target, ...made?.target }, options: { ...options, ...made?.options } };
      return through(retryVerb(jobId, method, same.target, engine, same.options), renderer).finally(() =>
        engine.aws.close(),
      );
    },
  },
};
