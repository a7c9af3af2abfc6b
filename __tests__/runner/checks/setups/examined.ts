// A stage of the emulator, seen by the doctor through the real adapters.
import { targetOfHandoff } from '../../../../runner/target/target';
import type { Handoff } from '../../../../modules/handoff';
import { connect } from '../../../../runner/aws/connect';
import { examine } from '../../../../runner/checks/preflight';
import type { IntendedRun } from '../../../../runner/checks/asked/intended-run';
import type { Aws } from '../../../../runner/ports/aws';
import type { CredentialsOf } from '../../../../runner/ports/world';
import { twoSided } from '../../../../runner/target/sides';
import { ACCOUNT, HOME, JOB_ROLE, REPLICATION_ROLE, REPORTS, SOURCE, type Stage } from '../../../emulator/stage';
import type { CheckEvent } from '../../../../runner/events/check-events';
import type { Credentials } from './broken';

/** AWS of a stage for these credentials. @default - those of the first account */
export function awsOf(
  { running }: Stage,
  keys: Credentials = running.credentials(0),
  signal?: AbortSignal,
): Promise<Aws> {
  process.env['AWS_ACCESS_KEY_ID'] = keys.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = keys.secretAccessKey;
  if (keys.sessionToken === undefined) delete process.env['AWS_SESSION_TOKEN'];
  else process.env['AWS_SESSION_TOKEN'] = keys.sessionToken;
  const abort = signal ?? new AbortController().signal;
  return connect({ region: HOME, endpointUrl: running.emulator.endpoint, signal: abort }, {});
}

/** What Terraform would have handed over. */
export function handoffOfStage(changes: Partial<Handoff> = {}): Handoff {
  return {
    version: 1,
    source: { bucket: SOURCE, region: HOME, accountId: ACCOUNT },
    destinations: [],
    rules: [],
    roles: { batchJobArn: JOB_ROLE, replicationArn: REPLICATION_ROLE },
    report: { bucket: REPORTS, prefix: 'reports' },
    prefixes: [],
    ...changes,
  };
}

/** The same, with an identity of their own for the destinations. */
async function twoSidedAws(aws: Aws, { running }: Stage, identity: CredentialsOf): Promise<Aws> {
  const { signal } = new AbortController();
  const asked = { ...identity, side: 'destination', region: HOME, endpointUrl: running.emulator.endpoint } as const;
  return twoSided(aws, await connect({ ...asked, signal }, {}), {
    source: SOURCE,
    sourceAccountId: () => Promise.resolve(ACCOUNT),
    destinations: new Set(),
  });
}

/** Everything that the doctor says. */
export async function examined(
  stage: Stage,
  changes: Partial<Handoff> = {},
  keys?: Credentials,
  run?: IntendedRun,
  identity?: CredentialsOf,
): Promise<readonly CheckEvent[]> {
  const ordinary = await awsOf(stage, keys);
  const aws = identity === undefined ? ordinary : await twoSidedAws(ordinary, stage, identity);
  const identities = identity === undefined ? {} : { identities: { destination: identity } };
  try {
    const telling = examine(
      { ...targetOfHandoff(handoffOfStage(changes)), ...identities },
      aws,
      run,
      stage.running.emulator.world.clock.now(),
    );
    for (;;) {
      const step = await telling.next();
      if (step.done === true) return step.value;
    }
  } finally {
    aws.close();
  }
}

/** The same without what is ok. */
export async function findings(...asked: Parameters<typeof examined>): Promise<readonly CheckEvent[]> {
  return (await examined(...asked)).filter(({ answer }) => answer !== 'ok');
}

/** One line each. */
export function lines(found: readonly CheckEvent[]): readonly string[] {
  return found.map(({ check, answer, detail }) => `${check} ${answer}: ${detail}`);
}
