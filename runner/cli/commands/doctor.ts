// Commands that look whether replication works, before a job and after it.
import { booleanFlag, numberFlag } from '../flag-values';
import { DOCTOR_FLAGS, HEALTH_FLAGS } from '../flags/check-flags';
import { copyOptions } from '../copies/copy-options';
import { COPY_FLAGS, COPY_PLACE_FLAGS, METHOD_FLAGS } from '../flags/copy-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, REPORT_FILE_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { INTENDED_FLAGS } from '../flags/version-flags';
import { defined } from '../../text/defined';
import { say, through, type Commands } from './command';

const DAY_SECONDS = 24 * 3600;
const CLEANING_MS = 10_000;

export const DOCTOR_COMMANDS: Commands = {
  doctor: {
    usage: 'doctor',
    description: 'find everything that would make a job fail, with the fix for each; send nothing',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...DOCTOR_FLAGS,
      ...INTENDED_FLAGS,
      ...METHOD_FLAGS,
      ...COPY_PLACE_FLAGS,
      ...COPY_FLAGS,
    },
    examples: [
      ['s3-backfill doctor', 'with the Terraform state in this directory'],
      ['s3-backfill doctor --output markdown', 'with the patches, for a ticket'],
      ['s3-backfill doctor --replication-status COMPLETED', 'for a run with the same flags'],
      [
        's3-backfill doctor --method copy --source-bucket my-bucket --prefix folder/ --destination-bucket my-archive',
        'before a copy',
      ],
      ['s3-backfill doctor --canary --prefix folder/', 'and replicate one small object, which is removed again'],
    ],
    async run(given, world, renderer) {
      const [{ startWithTarget }, { intendedRun }, { doctorVerb }, { refuseUnheeded }] = await Promise.all([
        import('../start'),
        import('../start-doctor'),
        import('../../verbs/doctor'),
        import('../copies/refused-flags'),
      ]);
      refuseUnheeded(given);
      const waitSeconds = numberFlag(given, 'canary-wait', { least: 1, most: DAY_SECONDS }) ?? 300;
      const asked = intendedRun(given);
      const { engine, method, target, handoff, more, athena, connectAgain } = await startWithTarget(given, world);
      const canary = booleanFlag(given, 'canary');
      const run = { ...asked, canary, ...defined({ choose: more.choose, athena }) };
      const afterwards = (): ReturnType<typeof connectAgain> => connectAgain(AbortSignal.timeout(CLEANING_MS));
      const options = { run, ...copyOptions(given), ...(canary ? { canary: { waitSeconds, afterwards } } : {}) };
      say(renderer, handoff);
      return through(doctorVerb(target, engine, options, method), renderer).finally(() => engine.aws.close());
    },
  },
  health: {
    usage: 'health',
    description: 'show whether live replication keeps up: status of recent objects, and CloudWatch metrics',
    flags: { ...CONNECTION_FLAGS, ...DESTINATION_FLAGS, ...SAYING_FLAGS, ...REPORT_FILE_FLAGS, ...HEALTH_FLAGS },
    examples: [
      ['s3-backfill health', 'with the Terraform state in this directory'],
      [
        's3-backfill health --source-bucket my-bucket --recent-hours 1',
        'without a handoff: exit code 1 when something failed',
      ],
    ],
    async run(given, world, renderer) {
      const [{ startWithSource }, { healthVerb }] = await Promise.all([
        import('../start-source'),
        import('../../verbs/health'),
      ]);
      const recentHours = numberFlag(given, 'recent-hours', { least: 0.01, most: 24 * 365 }) ?? 24;
      const options = { recentHours, allowEmpty: booleanFlag(given, 'allow-empty') };
      const { engine, target, handoff } = await startWithSource(given, world);
      say(renderer, handoff);
      return through(healthVerb(target, engine, options), renderer).finally(() => engine.aws.close());
    },
  },
};
