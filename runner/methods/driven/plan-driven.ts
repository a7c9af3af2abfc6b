// What a tool is to copy, as a value: the request of a copy, what the tool cannot carry of it, and the command line.
import { regionsOf } from '../../plan/estimate-plan';
import type { CopyOptions } from '../../plan/copy-options';
import type { Plan, PlanOptions } from '../../plan/plan';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import type { S3Access } from '../../ports/s3/s3-access';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { planCopies, type CopyPlan, type PlannedCopy } from '../copy/plan-copies';
import type { FoundTool } from './find-tool';
import { foldersOf } from './folders';
import type { Tool, ToolCommand, ToolOrder } from './tool';

/** An object that the tool cannot copy, as it was listed. */
export interface Uncarried {
  readonly source: ListedObject;
  /** What follows the prefix in its key. */
  readonly rest: string;
  readonly why: string;
}

export interface DrivenTransfer extends PlannedCopy {
  readonly uncarried: readonly Uncarried[];
  /** What is copied, as what follows the prefix, where keys were chosen. @default - what the filters let pass */
  readonly chosen?: readonly string[];
}

export interface DrivenPlan extends CopyPlan {
  readonly transfers: readonly DrivenTransfer[];
  readonly found: FoundTool;
  readonly regions: ToolOrder['regions'];
}

/** Plans that this method has made. */
export function drivenPlan(plan: Plan): DrivenPlan {
  return plan as DrivenPlan;
}

/** Who sends the requests of the tool: one identity reads the source and writes the destination. */
export function accessOf({ aws }: Engine): S3Access {
  return aws.destinationAccess ?? aws.access;
}

/** @throws RunnerError `usage`: the tool, or this version of it, cannot do it */
export function planTool(
  tool: Tool,
  { version }: FoundTool,
  target: Target,
  options: PlanOptions,
  keys?: readonly string[],
): CopyPlan {
  const { copies = {} } = options;
  const storageClass = copies.storageClass ?? tool.classWithout(version);
  const plan = planCopies(target, { ...options, copies: defined({ ...copies, storageClass }) }, keys);
  for (const { request } of plan.transfers) {
    const { from, to } = request;
    if (foldersOf(request) === undefined)
      throw new RunnerError(
        'usage',
        `${tool.title} copies folders, and '${visible(from.prefix)}' would become '${visible(to.prefix)}', which no folder does`,
        'end both prefixes with a slash, or use --method copy',
      );
    const why = tool.refusal(request, version);
    if (why !== undefined) throw new RunnerError('usage', `${tool.title} cannot do it: ${why}`, 'use --method copy');
  }
  return plan;
}

export async function regionsIn(target: Target, destination: string, engine: Engine): Promise<ToolOrder['regions']> {
  const { bucket, region } = target.source;
  const found = await regionsOf(target, [bucket, destination], engine);
  return { source: found.get(bucket) ?? region, destination: found.get(destination) ?? region };
}

/** What the tool is told for a transfer. */
export function commandFor(
  tool: Tool,
  { found, regions }: Pick<DrivenPlan, 'found' | 'regions'>,
  { request, chosen, uncarried }: DrivenTransfer,
  access: ToolOrder['access'],
  { mostAtOnce, requestsPerSecond }: CopyOptions = {},
  isDryRun = false,
): ToolCommand {
  return tool.command({
    request,
    version: found.version,
    regions,
    access,
    isDryRun,
    // What ends with a slash is left out by the tools themselves.
    leftOut: uncarried.flatMap(({ rest }) => (rest === '' || rest.endsWith('/') ? [] : [rest])),
    ...defined({ chosen, atOnce: mostAtOnce, requestsPerSecond }),
  });
}
