// Runs a tool for each transfer of a plan, one after the other, and says how it ended, before anything was compared.
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import { defined } from '../../text/defined';
import { count as figure, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { keepFailed } from '../copy/journal/keep-failed';
import { ownRun } from '../copy/journal/own-run';
import type { CopyCounts } from '../copy/journal/copy-counts';
import type { Besides, GoesOn, Running, TransferOptions, Transferred } from '../method';
import type { DrivenPlan } from './plan-driven';
import { ToolRun, type ToolRunEnd } from './run-tool';
import type { Tool } from './tool';

interface Begun {
  current?: ToolRun;
  readonly ids: string[];
}

/** What its own end says; a comparison decides. */
function outcomeOf({ counts, last }: ToolRunEnd): Outcome {
  if (last.stopped === 'cancelled') return 'cancelled';
  if (last.stopped === 'deadline') return 'still-running';
  if (last.stopped !== undefined || last.ending === 'broken') return 'failed';
  if (last.ending === 'some' || counts.failed > 0) return 'some-failed';
  return counts.copied > 0 ? 'done' : 'nothing-to-do';
}

/** Of this run; what the tool took for the same it does not say. */
function amounts({ copied, failed }: CopyCounts): string {
  return `${counted(copied, 'object')} copied${failed > 0 ? `, ${figure(failed)} failed` : ''}`;
}

/** What it said last, where that is all that is known. */
function lastWords({ last }: ToolRunEnd): string {
  const text = last.lastLines.at(-1);
  return text === undefined ? 'it said nothing' : `its last words: '${visible(text.slice(0, 300))}'`;
}

/** How the tool itself ended, in words. */
function endOf(tool: Tool, end: ToolRunEnd): string {
  const { last, counts } = end;
  const said = `${amounts(counts)}, as ${tool.title} says`;
  if (last.stopped === 'silent')
    return `${said}; ${tool.title} said nothing for ${Math.round(tool.silenceMs / 60_000)} minutes and was ended`;
  if (last.stopped === 'through-here')
    return `${said}; ${tool.title} was ended: it downloads and uploads, where S3 was to copy`;
  if (last.ending === 'broken') return `${said}; ${tool.title} could not work (${last.words}; ${lastWords(end)})`;
  return last.ending === 'all' ? said : `${said} (${last.words})`;
}

function phaseOf({ last }: ToolRunEnd): 'ended' | 'failed' {
  return last.ending === 'broken' || last.stopped !== undefined ? 'failed' : 'ended';
}

/** What no comparison takes back: bytes that went through this machine have lost what no listing shows. */
function besidesOf(tool: Tool, ends: readonly ToolRunEnd[]): Besides | undefined {
  if (!ends.some(({ last }) => last.stopped === 'through-here')) return undefined;
  return {
    outcome: 'failed',
    summary: `objects that ${tool.title} has downloaded and uploaded may have lost tags and metadata: s3-backfill copy --overwrite always copies them anew`,
  };
}

async function* all(
  tool: Tool,
  plan: DrivenPlan,
  engine: Engine,
  options: TransferOptions,
  begun: Begun,
): AsyncGenerator<RunnerEvent, Transferred> {
  const { expectation, deadlineMs, copies, retries, pollSeconds } = options;
  const ends: ToolRunEnd[] = [];
  for (const transfer of plan.transfers) {
    const { prefix } = transfer;
    const expected = expectation?.versionsOf(prefix);
    const { transferId: id } = await ownRun(tool.name, transfer.hash, engine);
    const run = new ToolRun(id, tool, plan, transfer, engine, {
      tellMs: pollSeconds * 1000,
      ...defined({ deadlineMs, retries, copies, expected }),
    });
    begun.current = run;
    begun.ids.push(run.transferId);
    const end = yield* run.run();
    ends.push(end);
    const { transferId, counts, tally } = end;
    const outcome = outcomeOf(end);
    if (outcome === 'cancelled' || outcome === 'still-running') {
      const why = outcome === 'cancelled' ? 'it was cancelled' : 'time was up';
      const summary = `${why}, and ${tool.title} was ended: ${amounts(counts)}; what was copied stays, and the same command copies the rest`;
      return { ending: { outcome, summary, transferIds: begun.ids, comeBack: options.again }, versions: 0 };
    }
    const phase = phaseOf(end);
    yield {
      kind: 'transfer-ended',
      transferId,
      ...defined({ prefix }),
      phase,
      status: phase === 'ended' ? 'Complete' : 'Failed',
      total: counts.copied + counts.failed,
      succeeded: counts.copied,
      failed: counts.failed,
      reasons: phase === 'ended' ? [] : [{ code: '', text: endOf(tool, end) }],
      advice: phase === 'ended' ? [] : [`what it said is in '${visible(end.log)}'`],
      states: [],
    };
    yield tally.report(transferId, end.log, counts);
    yield* keepFailed(transferId, counts.failed, engine);
  }
  const ending: Ending = {
    outcome: gravest(ends.map(outcomeOf)),
    summary: ends.map((end) => endOf(tool, end)).join('; '),
    transferIds: begun.ids,
  };
  const versions = ends.reduce((sum, { counts }) => sum + counts.copied, 0);
  return { ending, versions, ...defined({ besides: besidesOf(tool, ends) }) };
}

export function runDriven(tool: Tool, plan: DrivenPlan, engine: Engine, options: TransferOptions): Running {
  const begun: Begun = { ids: [] };
  return {
    run: () => all(tool, plan, engine, options, begun),
    goesOn(): GoesOn | undefined {
      if (begun.current === undefined) return undefined;
      const text = `${tool.title} was ended; ${amounts(begun.current.counts)}; what was copied stays, and the same command copies the rest`;
      return { text, comeBack: options.again, transferIds: begun.ids };
    },
  };
}
