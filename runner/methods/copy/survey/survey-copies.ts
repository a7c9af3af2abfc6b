// Counts what a plan would copy: walks over both sides and decides, and asks for tags where they decide. Changes nothing.
import type { SurveyEvent } from '../../../events/estimate-events';
import { concurrently } from '../../../pacing/concurrently';
import type { Engine } from '../../../ports/engine';
import type { ListedObject } from '../../../ports/s3/copying';
import type { Pair } from '../../../verify/copies/pairs';
import type { Bytes } from '../../../verify/copies/same-bytes';
import { decide } from '../engine/decide';
import { isHopeless } from '../engine/insist';
import { lookAt } from '../engine/look';
import type { CopyPlan, CopyRequest, PlannedCopy } from '../plan-copies';
import { selecting, selectingByTags, type SelectsByTags } from '../selecting';
import { pairsOfKeys } from '../walk/pairs-of-keys';
import { Part, type Span } from '../walk/part';
import { allVersions, currentOnes, walk, type Listing, type Walked } from '../walk/walk';
import { CopySurvey, type CountingUse } from './copy-survey';

/** Tags that are asked for at once, and objects that are gathered before. */
const AT_ONCE = 64;
const BATCH = 1_024;

/** What a method does with what is found, beside having it counted. */
export interface SurveyUse extends CountingUse {
  /** Told of every pair. @param isSelected whether the filters of the listing let its object pass */
  lists?(planned: PlannedCopy, pair: Pair, isSelected: boolean): void;
  /** Whether both are looked at where the listings leave it open. @default - they are counted as unknown */
  readonly looks?: true;
  /** Where the objects come from. @default - both sides are listed */
  pairs?(planned: PlannedCopy): AsyncIterable<readonly Walked[]>;
}

/** Whether the tags decide: what is left anyway is not asked about. */
function mayBeCopied(pair: Pair, { overwrite = 'different' }: CopyRequest): boolean {
  return decide(pair, overwrite).does !== 'leave';
}

function pairsOf<Listed extends { readonly key: string }>(
  { request }: PlannedCopy,
  listing: Listing<Listed>,
): AsyncIterable<readonly Walked<Listed>[]> {
  const { from, to, keys } = request;
  const sides = { listing, from, to };
  const begin = (span: Span): Part => new Part(span, () => undefined);
  return keys === undefined ? walk([begin({})], { ...sides, begin }) : pairsOfKeys(keys, [begin({})], sides);
}

/** Undefined: it may not be asked. @throws RunnerError when no other object would fare better */
async function isTagged(source: ListedObject, selectsByTags: SelectsByTags): Promise<boolean | undefined> {
  try {
    return await selectsByTags(source);
  } catch (error) {
    if (isHopeless(error)) throw error;
    return undefined;
  }
}

/** Undefined: it may not be looked at. @throws RunnerError when no other object would fare better */
async function bytesOf(pair: Pair, { from, to }: CopyRequest, { aws }: Engine): Promise<Bytes | undefined> {
  const { source, destination } = pair;
  if (source === undefined || destination === undefined) return undefined;
  try {
    const place = { bucket: from.bucket, key: source.key };
    return await lookAt(aws.copying, place, { bucket: to.bucket, key: destination.key });
  } catch (error) {
    if (isHopeless(error)) throw error;
    return undefined;
  }
}

/** @throws RunnerError when a side cannot be listed */
export async function surveyCopies(plan: CopyPlan, engine: Engine, use: SurveyUse = {}): Promise<SurveyEvent> {
  const survey = new CopySurvey(use);
  for (const planned of plan.transfers) {
    const { request } = planned;
    const transfer = survey.begin();
    const selects = selecting(request.selection);
    if (request.allVersions === true) {
      for await (const pairs of pairsOf(planned, allVersions(engine.aws.copying)))
        for (const pair of pairs) {
          const newest = pair.source?.versions.at(-1);
          const isSelected = newest === undefined || selects?.(newest, pair.rest) !== false;
          survey.addChain(pair, request, isSelected, transfer);
          pair.part.settle(pair.step, {});
        }
      continue;
    }
    const selectsByTags = selectingByTags(request.selection ?? {}, engine.aws.copying, request.from.bucket);
    const isOpen = (pair: Pair): boolean =>
      use.looks === true && decide(pair, request.overwrite ?? 'different').does === 'look';
    const waiting: (() => Promise<void>)[] = [];
    const settle = (): Promise<void> => concurrently(waiting.splice(0), AT_ONCE, (ask) => ask());
    for await (const pairs of use.pairs?.(planned) ?? pairsOf(planned, currentOnes(engine.aws.copying)))
      for (const pair of pairs) {
        const { source } = pair;
        const isSelected = source === undefined || selects?.(source, pair.rest) !== false;
        use.lists?.(planned, pair, isSelected);
        if (source !== undefined && isSelected && selectsByTags !== undefined && mayBeCopied(pair, request)) {
          survey.asked += 1;
          waiting.push(async () => {
            const isTaken = await isTagged(source, selectsByTags);
            const looked = isTaken === true && isOpen(pair) ? await bytesOf(pair, request, engine) : undefined;
            survey.add(pair, request, isTaken, transfer, looked);
          });
          if (waiting.length >= BATCH) await settle();
        } else if (isSelected && isOpen(pair)) {
          waiting.push(async () => survey.add(pair, request, true, transfer, await bytesOf(pair, request, engine)));
          if (waiting.length >= BATCH) await settle();
        } else survey.add(pair, request, isSelected, transfer);
        pair.part.settle(pair.step, {});
      }
    await settle();
  }
  return survey.event(plan);
}
