// From a target to a plan for a tool: the tool is found, both sides are checked and listed, and what the tool cannot carry is named.
import { once } from '../../checks/asked/ask-once';
import { COPY_CHECKS } from '../../checks/copy/every-copy-check';
import { preflight } from '../../checks/preflight';
import type { RunnerEvent } from '../../events/events';
import { expecting } from '../../plan/expectation';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { decide } from '../copy/engine/decide';
import type { CopyPlan, PlannedCopy } from '../copy/plan-copies';
import { forecastOf, placeOf, refuseLack, refuseOutside, refuseOverlap, usesOf } from '../copy/prepare';
import { surveyCopies } from '../copy/survey/survey-copies';
import type { Prepared } from '../method';
import { dryRun } from './dry-run';
import { findTool, type FoundTool } from './find-tool';
import { foldersOf } from './folders';
import { planTool, regionsIn, type DrivenPlan, type Uncarried } from './plan-driven';
import type { Tool } from './tool';
import { versionText } from './version';

const EXAMPLES = 10;

/** What was listed of each transfer, as far as the tool has to be told, or cannot do it. */
interface Gathered {
  readonly uncarried: Uncarried[];
  readonly chosen: string[];
}

function* tellUncarried(tool: Tool, uncarried: readonly Uncarried[]): Generator<RunnerEvent, void> {
  if (uncarried.length === 0) return;
  const shown = uncarried.slice(0, EXAMPLES).map(({ source, why }) => `'${visible(source.key)}' (${why})`);
  const more = uncarried.length > shown.length ? ` and ${uncarried.length - shown.length} more` : '';
  yield {
    kind: 'note',
    detail: `${counted(uncarried.length, 'object')} that ${tool.title} cannot copy, and that will be missing: ${shown.join(', ')}${more}; --method copy copies them`,
  };
}

async function* listed(
  tool: Tool,
  { version }: FoundTool,
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  { estimate }: SpareOptions,
): AsyncGenerator<RunnerEvent, ReadonlyMap<PlannedCopy, Gathered>> {
  const gathered = new Map<PlannedCopy, Gathered>();
  for (const planned of plan.transfers) gathered.set(planned, { uncarried: [], chosen: [] });
  const survey = await surveyCopies(plan, engine, {
    lists(planned, pair, isSelected) {
      const { source, rest } = pair;
      if (source === undefined || !isSelected) return;
      const of = gathered.get(planned);
      // A tool names what follows the folder, in which a prefix may end within a name.
      const stem = foldersOf(planned.request)?.stem ?? '';
      const why = tool.cannotCarry(source, `${stem}${rest}`, version);
      if (why === undefined) {
        if (planned.request.keys !== undefined) of?.chosen.push(rest);
      } else if (decide(pair, planned.request.overwrite ?? 'different').does === 'copy')
        of?.uncarried.push({ source, rest, why });
    },
  });
  if (estimate !== undefined && estimate.survey.mode !== 'none')
    yield* forecastOf(survey, plan, target, engine, estimate);
  for (const { uncarried } of gathered.values()) yield* tellUncarried(tool, uncarried);
  return gathered;
}

async function* planned(
  tool: Tool,
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, DrivenPlan> {
  const { notes, estimate, allowEmpty, checks: depth, copies = {}, mayLack } = options;
  const choose = options.choose && once(options.choose);
  refuseLack(target);
  const found = await findTool(tool, engine);
  for (const { request } of planTool(tool, found, target, options).transfers) refuseOverlap(request);
  const to = placeOf(target);
  yield* preflight({ ...target, copyTo: to }, engine.aws, {
    checks: COPY_CHECKS,
    run: {
      verb: estimate === undefined ? 'run' : 'plan',
      copyUses: usesOf(copies),
      ...defined({ allowEmpty, choose, copyEncryption: copies.encryption }),
    },
    ...defined({ depth }),
  });
  yield { kind: 'target', source: target.source, destinations: [to.bucket] };
  const keys = choose === undefined ? undefined : [...new Set((await choose()).map(({ key }) => key))];
  for (const detail of notes?.() ?? []) yield { kind: 'note', detail };
  if (keys !== undefined) refuseOutside(keys, target);
  const plan = planTool(tool, found, target, options, keys);
  const [first] = plan.transfers;
  const losses = first === undefined ? [] : tool.losses(first.request, found.version);
  const what = `${tool.title} ${versionText(found.version)} ('${visible(found.path)}')`;
  yield { kind: 'note', detail: [what, ...losses].join('; ') };
  const gathered = yield* listed(tool, found, plan, target, engine, options);
  const driven: DrivenPlan = {
    ...plan,
    found,
    regions: await regionsIn(target, to.bucket, engine),
    transfers: plan.transfers.map((transfer) => {
      const { uncarried = [], chosen } = gathered.get(transfer) ?? {};
      const isChosen = transfer.request.keys !== undefined;
      return { ...transfer, uncarried, ...(isChosen ? defined({ chosen }) : {}) };
    }),
  };
  if (mayLack === true) yield* dryRun(tool, driven, engine, options);
  return driven;
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* prepareDriven(
  tool: Tool,
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, Prepared> {
  const { returned: plan, ...found } = yield* expecting(planned(tool, target, engine, options));
  return { plan, nothing: [], ...found };
}
