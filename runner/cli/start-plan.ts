// The flags of a plan's estimate, and the start from a plan that was kept.
import { resolve } from 'node:path';
import type { Handoff } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import type { EstimateOptions } from '../plan/estimate-plan';
import { booleanFlag, numberFlag, textFlag, type Given } from './flag-values';
import type { Flags } from './flags/flag';
import { CONNECTION_FLAGS, TARGET_FLAGS } from './flags/target-flags';
import { FORECAST_FLAGS, GLOB_FLAGS, KEYS_FLAGS, SELECTION_FLAGS } from './flags/version-flags';
import { COPY_FLAGS, COPY_PLACE_FLAGS } from './flags/copy-flags';
import { hasGates, type Gates, type WorstOfPlan } from '../plan/gates';
import { targetDifferences } from '../plan/other-target';
import { checkPlanEndpoint, parsePlanFile, type PlanFile } from '../plan/plan-file';
import { LARGEST } from '../ports/limits';
import type { Engine, InsteadFlags } from '../ports/engine';
import type { ReadLimits, World } from '../ports/world';
import type { PrepareOptions } from '../plan/prepare';
import { parsePrices } from '../estimate/price-file';
import { shownJson, visible } from '../text/safe-text';
import { shellCommand } from '../text/shell-command';
import { inventoryPlace } from '../evidence/inventory';
import { connect } from './identity-flags';
import { askedHandoff, engineOf, identitiesIn, sidesOf, told, type StartedWithTarget } from './start';
import { DEFAULT_METHOD, methodNamed } from '../methods/registry';
import type { SurveyOptions } from '../survey/survey';
import { flagsOfTarget } from '../target/flags-of-target';
import type { Target } from '../target/target';
import { defined } from '../text/defined';

/** Versions that a survey lists when nobody says how many: a thousand requests. */
const SURVEY_LIMIT = 1_000_000;
const INVENTORY = 'inventory:';
/** Said anew with each run. */
const WITH_EACH_RUN: ReadonlySet<string> = new Set([
  'allow-empty',
  'max-workers',
  'max-requests-per-second',
  'max-bandwidth',
]);
/** Flags that say with --route where other methods copy to, which a plan of replication does not. */
const WHERE_ROUTED: ReadonlySet<string> = new Set(Object.keys(COPY_PLACE_FLAGS));
/** Flags that stand in a plan already. */
const IN_THE_PLAN: Flags = {
  region: CONNECTION_FLAGS.region,
  'account-id': CONNECTION_FLAGS['account-id'],
  ...TARGET_FLAGS,
  ...SELECTION_FLAGS,
  ...GLOB_FLAGS,
  ...KEYS_FLAGS,
  ...COPY_PLACE_FLAGS,
  ...COPY_FLAGS,
  survey: FORECAST_FLAGS.survey,
  'survey-limit': FORECAST_FLAGS['survey-limit'],
};

/** @throws RunnerError `usage` */
export function surveyOptions(given: Given, fallback: SurveyOptions): SurveyOptions {
  const text = textFlag(given, 'survey');
  const limit = numberFlag(given, 'survey-limit', { least: 1, most: 1e12, whole: true });
  if (text === undefined) return limit === undefined ? fallback : { ...fallback, limit };
  if (text.startsWith(INVENTORY)) {
    const inventory = text.slice(INVENTORY.length);
    inventoryPlace(inventory);
    return { mode: 'sample', inventory };
  }
  if (text === 'none') return { mode: 'none' };
  if (text === 'exact') return { mode: 'exact', ...defined({ limit }) };
  if (text === 'sample') return { mode: 'sample', limit: limit ?? SURVEY_LIMIT };
  throw new RunnerError(
    'usage',
    `--survey: got ${shownJson(text)}; exact, sample, none or inventory:s3://bucket/path/manifest.json is allowed`,
  );
}

function gatesOf(given: Given): Gates {
  const maxCostUsd = numberFlag(given, 'max-cost', { least: 0, most: 1e12 });
  const maxObjects = numberFlag(given, 'max-objects', { least: 0, most: 1e15, whole: true });
  return {
    ...defined({ maxCostUsd, maxObjects }),
  };
}

async function textOf(
  path: string,
  what: string,
  { files, workingDirectory }: World,
  limits: ReadLimits = {},
): Promise<string> {
  const text = await files.read(resolve(workingDirectory, path), limits);
  if (text === undefined) throw new RunnerError('usage', `there is no ${what} '${visible(path)}'`);
  return text;
}

/** @throws RunnerError `usage` */
export async function ownPrices(given: Given, world: World): Promise<Pick<EstimateOptions, 'prices'>> {
  const path = textFlag(given, 'prices');
  return path === undefined ? {} : { prices: parsePrices(await textOf(path, 'price table', world), path) };
}

/**
 * @param worst told what the plan comes to at most. @default - nobody
 * @param byDefault what is done when no flag says it: `plan` counts; `run` counts for a gate, a plan, a question, or when it is told to
 * @throws RunnerError `usage`
 */
export async function estimateOptions(
  given: Given,
  world: World,
  byDefault: 'count' | 'gates',
  kept?: PlanFile,
  worst?: WorstOfPlan,
): Promise<Pick<PrepareOptions, 'estimate'>> {
  const gates = gatesOf(given);
  const counts = byDefault === 'count' || hasGates(gates);
  const usual: SurveyOptions = counts ? { mode: 'sample', limit: SURVEY_LIMIT } : { mode: 'none' };
  const survey = kept !== undefined && kept.survey.mode !== 'none' ? kept.survey : surveyOptions(given, usual);
  if (survey.mode === 'none' && hasGates(gates))
    throw new RunnerError(
      'usage',
      '--max-cost and --max-objects need a survey, and --survey is none',
      'leave one of them out',
    );
  const estimate: EstimateOptions = { survey, ...gates, ...(await ownPrices(given, world)), ...defined({ worst }) };
  return survey.mode === 'none' && byDefault === 'gates' ? {} : { estimate };
}

/** `--out FILE`. @throws RunnerError `usage` where it could not be written at the end either */
export async function keepOption(
  given: Given,
  { files, workingDirectory }: World,
): Promise<Pick<PrepareOptions, 'keep'>> {
  const path = textFlag(given, 'out');
  if (path === undefined) return {};
  const file = resolve(workingDirectory, path);
  const fault = await files.fault(file);
  if (fault !== undefined)
    throw new RunnerError(
      'usage',
      `--out: '${visible(file)}' cannot be written (${visible(fault)})`,
      'name another file, in a directory that is there',
    );
  return {
    async keep(text) {
      try {
        await files.write(file, text);
        return { kind: 'note', detail: `plan written to '${visible(file)}'`, path: file };
      } catch (error) {
        const why = error instanceof Error ? visible(error.message) : 'unknown';
        throw new RunnerError(
          'usage',
          `cannot write the plan '${visible(path)}': ${why}`,
          'choose another place with --out',
        );
      }
    },
  };
}

function refuseSaid([first]: readonly string[], path: string): void {
  if (first === undefined) return;
  throw new RunnerError(
    'usage',
    `--${first} was given with the plan '${visible(path)}', which says it already`,
    'leave it out, or make another plan with: s3-backfill plan --out plan.json',
  );
}

/** The plan that the command line names. @throws RunnerError `usage` when flags would change it */
export async function keptPlan(given: Given, world: World): Promise<PlanFile | undefined> {
  const path = given['plan'];
  if (typeof path !== 'string') return undefined;
  const said = Object.entries(IN_THE_PLAN).flatMap(([name, flag]) => {
    const value = given[name];
    return value === undefined || value === flag.default || WITH_EACH_RUN.has(name) ? [] : [name];
  });
  const routed = booleanFlag(given, 'route') ? WHERE_ROUTED : new Set<string>();
  refuseSaid(
    said.filter((name) => !routed.has(name)),
    path,
  );
  const kept = parsePlanFile(await textOf(path, 'plan', world, { largestBytes: LARGEST.manifest }), path);
  if (kept.target.copyTo !== undefined) refuseSaid(said, path);
  const { method } = kept.plan;
  // That of jobs is what is given where nobody says anything.
  const asked = textFlag(given, 'method') ?? DEFAULT_METHOD;
  if (asked !== DEFAULT_METHOD && asked !== method)
    throw new RunnerError(
      'usage',
      `--method ${asked} was given with the plan '${visible(path)}', which is one of ${visible(method)}`,
      `leave it out, or make another plan with: ${shellCommand(['s3-backfill', 'plan', '--method', asked, '--out', 'plan.json'])}`,
    );
  return kept;
}

/** @throws RunnerError `preflight` when Terraform says another target than the plan */
function checkTarget(target: Target, handoff: Handoff): void {
  const differences = targetDifferences(target, handoff);
  if (differences.length === 0) return;
  throw new RunnerError(
    'preflight',
    `the plan is for another target than Terraform's outputs say: ${differences.join('; ')}`,
    'make the plan anew with: s3-backfill plan --out plan.json; where flags said so when it was made, and it was not changed since, run it with --allow-other-target',
  );
}

/** Commands that name the plan where they do the same, with a flag more, and what it says where they do something else. */
function namingPlan({ plan: { method }, target }: PlanFile, given: Given, engine: Engine): Engine {
  const path = textFlag(given, 'plan') ?? '';
  const isSame = ({ route, ...others }: InsteadFlags): boolean =>
    route === true && Object.entries(others).every(([name, value]) => name === 'method' && value === method);
  return {
    ...engine,
    command: (verb, words = [], known = {}, instead = {}) =>
      verb === 'run' && words.length === 0 && isSame(instead)
        ? engine.command('run', [path], {}, { ...instead, method: undefined })
        : engine.command(verb, words, { ...flagsOfTarget(target), ...known }, instead),
  };
}

/** As the plan says; Terraform's outputs, where there are some, must say the same, and whether they have changed. */
export async function startWithPlan(kept: PlanFile, given: Given, world: World): Promise<StartedWithTarget> {
  const { chosen } = kept;
  // Whose credentials are used is said by whoever runs the plan.
  const target = { ...kept.target, ...identitiesIn(given) };
  const { source, destinations, copyTo } = target;
  const answer = await askedHandoff(given, world, false);
  if (answer !== undefined && !booleanFlag(given, 'allow-other-target')) checkTarget(target, answer.handoff);
  const places = defined({ ...given, 'destination-bucket': copyTo?.bucket ?? given['destination-bucket'] });
  const sides = sidesOf(places, source.bucket, () => Promise.resolve(source.accountId), destinations);
  const aws = await connect(given, target.batchJob.region ?? source.region, world, sides);
  try {
    checkPlanEndpoint(kept, aws.access.endpoint);
  } catch (error) {
    aws.close();
    throw error;
  }
  return {
    engine: namingPlan(
      kept,
      given,
      engineOf(given, aws, target.source.accountId, world, answer?.handoff, answer?.directory),
    ),
    method: methodNamed(kept.plan.method),
    target,
    more: {
      kept,
      ...(chosen === undefined ? {} : { choose: () => Promise.resolve(chosen) }),
      ...(answer === undefined ? {} : { handoffAsRead: answer.handoff }),
    },
    connectAgain: (signal) => connect(given, aws.region, world, sides, signal),
    ...told(answer),
  };
}
