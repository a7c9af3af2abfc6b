// Commands for jobs that exist.
import type { Engine } from '../../ports/engine';
import type { Telling } from '../../events/events';
import { booleanFlag, wholeNumber, type Given } from '../flag-values';
import { LIST_FLAGS, REPORT_FLAGS, RUN_FLAGS, WATCH_FLAGS } from '../flags/job-flags';
import { CONNECTION_FLAGS, REPORT_FILE_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { defined } from '../../text/defined';
import type { World } from '../../ports/world';
import { jobIdsIn, say, through, type Commands, type Listener } from './command';

/** Its jobs are jobs like others. */
const OF_A_FLEET = {
  '--fleet':
    'list --active shows the jobs of all buckets of an account and a Region, and watch, status and report take their ids; the same run --fleet goes on with all, and verify --fleet compares all',
} as const;

export const JOB_COMMANDS: Commands = {
  watch: {
    usage: 'watch <job..>',
    description: 'watch jobs until they end, and report',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS, ...REPORT_FILE_FLAGS, ...WATCH_FLAGS },
    instead: OF_A_FLEET,
    examples: [['s3-backfill watch 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', 'come back to a job']],
    async run(given, world, renderer) {
      const [{ watchOptions, concludeOptions }, { watchVerb }] = await Promise.all([
        import('../verb-options'),
        import('../../verbs/watch'),
      ]);
      const options = { ...watchOptions(given, world), ...concludeOptions(given) };
      return onJobs(given, world, renderer, (engine) => watchVerb(jobIdsIn(given), engine, options));
    },
  },
  report: {
    usage: 'report [job]',
    description: 'show the result of a job: failures by cause, each with its remedy',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS, ...REPORT_FILE_FLAGS, ...REPORT_FLAGS },
    instead: OF_A_FLEET,
    examples: [
      ['s3-backfill report 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', ''],
      ['s3-backfill report 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c --evidence evidence/job', 'keeps its rows, too'],
      ['s3-backfill report --from evidence/job', 'tells the same of these, without AWS'],
    ],
    async run(given, world, renderer) {
      const [{ concludeOptions }, { reportVerb }] = await Promise.all([
        import('../verb-options'),
        import('../../verbs/report'),
      ]);
      const { keptEngine, keptReport, reportDirectory } = await import('../verify/kept-options');
      const from = reportDirectory(given, world);
      if (from !== undefined) {
        const { tellKeptReport } = await import('../../methods/batch-jobs/report/kept/tell-kept-report');
        return through(
          tellKeptReport(from, keptEngine(given, world), concludeOptions(given), world.workshop),
          renderer,
        );
      }
      const options = { ...concludeOptions(given), ...(await keptReport(given, world)) };
      return onJobs(given, world, renderer, (engine) => reportVerb(jobIdIn(given), engine, options));
    },
  },
  list: {
    usage: 'list',
    description: 'list the jobs of s3-backfill that S3 remembers, newest first',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS, ...LIST_FLAGS },
    instead: OF_A_FLEET,
    examples: [
      ['s3-backfill list --active', 'what is at work'],
      ['s3-backfill list --all', 'jobs of others too'],
    ],
    run: (given, world, renderer) =>
      onJobs(given, world, renderer, async (engine) => {
        const { listVerb } = await import('../../verbs/list');
        return listVerb(engine, { all: booleanFlag(given, 'all'), active: booleanFlag(given, 'active') });
      }),
  },
  status: {
    usage: 'status <job>',
    description: 'show the status of a job',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS },
    instead: OF_A_FLEET,
    examples: [['s3-backfill status 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', '']],
    run: (given, world, renderer) =>
      onJobs(given, world, renderer, async (engine) => {
        const { statusVerb } = await import('../../verbs/status');
        return statusVerb(jobIdIn(given), engine);
      }),
  },
  confirm: {
    usage: 'confirm <job>',
    description: 'let a job that waits for confirmation begin',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS },
    examples: [['s3-backfill confirm 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', '']],
    run: (given, world, renderer) =>
      onJobs(given, world, renderer, async (engine) => {
        const { confirmVerb } = await import('../../verbs/steer');
        return confirmVerb(jobIdIn(given), engine);
      }),
  },
  cancel: {
    usage: 'cancel <job>',
    description: 'cancel a job; what it has replicated stays',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS, yes: RUN_FLAGS.yes },
    examples: [['s3-backfill cancel 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', '']],
    run: (given, world, renderer) =>
      onJobs(given, world, renderer, async (engine) => {
        const { cancelVerb } = await import('../../verbs/steer');
        const agreeing = { ...defined({ agree: world.ask }), isAgreed: booleanFlag(given, 'yes') };
        return cancelVerb(jobIdIn(given), engine, undefined, agreeing);
      }),
  },
  priority: {
    usage: 'priority <job> <number>',
    description: 'change the priority of a job',
    flags: { ...CONNECTION_FLAGS, ...SAYING_FLAGS },
    examples: [['s3-backfill priority 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c 20', 'before jobs of priority 10']],
    run: (given, world, renderer) =>
      onJobs(given, world, renderer, async (engine) => {
        const { priorityVerb } = await import('../../verbs/steer');
        return priorityVerb(jobIdIn(given), wholeNumber(given, 'number', 0, 2_147_483_647), engine);
      }),
  },
};

function jobIdIn(given: Given): string {
  return jobIdsIn(given)[0] ?? '';
}

/** A use case about jobs that exist: AWS is connected, what it says is rendered, and connections are let go of. */
async function onJobs(
  given: Given,
  world: World,
  renderer: Listener,
  useCase: (engine: Engine) => Telling | Promise<Telling>,
): Promise<number> {
  const [{ start }, { namingAccounts }] = await Promise.all([
    import('../start'),
    import('../../verbs/accounts/other-account'),
  ]);
  const { engine, handoff } = await start(given, world);
  say(renderer, handoff);
  return through(namingAccounts(await useCase(engine), engine), renderer).finally(() => engine.aws.close());
}
