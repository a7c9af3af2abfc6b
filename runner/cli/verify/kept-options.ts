// From flags to evidence that is kept, or was kept before.
import { resolve } from 'node:path';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import type { ReportKeeper } from '../../methods/batch-jobs/report/kept/report-keeper';
import type { EvidenceKeeper } from '../../verify/kept/evidence-keeper';
import type { KeptEngine } from '../../verify/kept/verify-kept';
import { commandAgain } from '../again/command-again';
import { visible } from '../../text/safe-text';
import { textFlag, type Given } from '../flag-values';
import { VERIFY_FLAGS } from '../flags/check-flags';
import { METHOD_FLAGS } from '../flags/copy-flags';
import type { Flag } from '../flags/flag';
import { DESTINATION_FLAGS } from '../flags/target-flags';
import { COPY_FILTER_FLAGS, KEYS_FLAGS } from '../flags/version-flags';

/** What of the flags is not said by the evidence. */
const BESIDE_FROM: ReadonlySet<string> = new Set([
  'from',
  'since',
  'report',
  'allow-empty',
  'fail-on-empty',
  'memory',
  'threads',
]);

/** The directory of evidence that is compared again; undefined: what is there now is compared. @throws RunnerError `usage` */
export function fromDirectory(given: Given, world: World): string | undefined {
  const from = textFlag(given, 'from');
  if (from === undefined && given['since'] !== undefined)
    throw new RunnerError(
      'usage',
      '--since goes with --from, which was not given',
      'keep both comparisons with --evidence, and name the later one with --from',
    );
  if (from === undefined) return undefined;
  const said = { ...VERIFY_FLAGS, ...METHOD_FLAGS, ...KEYS_FLAGS, ...COPY_FILTER_FLAGS, ...DESTINATION_FLAGS };
  const other = Object.entries(said).find(([name, flag]: [string, Flag]) => {
    const value = given[name];
    return !BESIDE_FROM.has(name) && value !== undefined && value !== false && value !== flag.default;
  });
  if (other === undefined) return resolve(world.workingDirectory, from);
  throw new RunnerError(
    'usage',
    `--${other[0]} and --from do not go together: the evidence says what is compared, and how`,
    'leave out one of them',
  );
}

/** The directory of the evidence from before; undefined: nothing is told of changes. */
export function sinceDirectory(given: Given, world: World): string | undefined {
  const since = textFlag(given, 'since');
  return since === undefined ? undefined : resolve(world.workingDirectory, since);
}

/** Where the comparison is kept; nothing: it is not. @throws RunnerError `usage` when there is something in the directory */
export async function keptEvidence(given: Given, world: World): Promise<{ readonly evidence?: EvidenceKeeper }> {
  const directory = textFlag(given, 'evidence');
  if (directory === undefined) return {};
  const { EvidenceKeeper: Keeper } = await import('../../verify/kept/evidence-keeper');
  const evidence = new Keeper(resolve(world.workingDirectory, directory), world.workshop);
  await evidence.free();
  return { evidence };
}

/** The directory of a report that is told again; undefined: that of a job is read now. @throws RunnerError `usage` */
export function reportDirectory(given: Given, world: World): string | undefined {
  const from = textFlag(given, 'from');
  const jobId = given['job'];
  if (from === undefined && jobId === undefined)
    throw new RunnerError(
      'usage',
      'report: no job was given',
      'name the job, as run and list show it, or give --from with a directory that report --evidence has written',
    );
  if (from === undefined) return undefined;
  const other = jobId === undefined ? ['evidence'].find((name) => given[name] !== undefined) : 'job';
  if (other !== undefined)
    throw new RunnerError(
      'usage',
      `${other === 'job' ? `the job '${visible(String(jobId))}'` : `--${other}`} and --from do not go together: the evidence says of which job it is, and is kept already`,
      'leave out one of them',
    );
  return resolve(world.workingDirectory, from);
}

/** Where the report is kept; nothing: it is not. @throws RunnerError `usage` when there is something in the directory */
export async function keptReport(given: Given, world: World): Promise<{ readonly keeper?: ReportKeeper }> {
  const directory = textFlag(given, 'evidence');
  if (directory === undefined) return {};
  const { ReportKeeper: Keeper } = await import('../../methods/batch-jobs/report/kept/report-keeper');
  const keeper = new Keeper(resolve(world.workingDirectory, directory), world.workshop);
  await keeper.free();
  return { keeper };
}

/** What a comparison of evidence needs of the program. */
export function keptEngine(given: Given, world: World): KeptEngine {
  return {
    signal: world.interrupted,
    command: (verb, words = [], known = {}, instead = {}) =>
      commandAgain(verb, words, given, known, undefined, instead),
  };
}
