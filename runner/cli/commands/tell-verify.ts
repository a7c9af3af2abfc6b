// What `verify` says, of what it is given: for the command, and for whoever uses the runner as a library.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Telling } from '../../events/events';
import { DEFAULT_METHOD, methodNamed } from '../../methods/registry';
import type { Engine } from '../../ports/engine';
import type { World } from '../../ports/world';
import { defined } from '../../text/defined';
import { verifyTables, verifyVerb, type VerifyVerbOptions } from '../../verbs/verify';
import type { InventoryOptions } from '../../verify/inventories/verify-inventories';
import type { ReportTable } from '../../verify/reported/report-table';
import type { Choice } from '../../target/choice';
import type { VerifyTarget } from '../../verify/scope';
import { choiceOf } from '../choice-flags';
import { refuseUncompared } from '../copies/refused-flags';
import { textFlag, type Given } from '../flag-values';
import { startWithSource, verifyOptions } from '../start-source';
import { comparedCopies, inventoryFlags, inventoryOptions } from '../verify/inventory-options';
import { fromDirectory, keptEvidence } from '../verify/kept-options';
import { tellKept } from './tell-kept';

export async function* tellVerify(given: Given, world: World): Telling {
  const from = fromDirectory(given, world);
  if (from !== undefined) return yield* tellKept(from, given, world);
  refuseUncompared(given);
  const options = { ...verifyOptions(given), ...(await keptEvidence(given, world)) };
  const joined = inventoryFlags(given);
  const choice = choiceOf(given);
  const { engine, target, handoff, athena } = await startWithSource(given, world);
  try {
    if (handoff !== undefined) yield handoff;
    const inventories = joined && inventoryOptions(joined, given, athena, engine.aws.region);
    if (given['report'] !== undefined)
      return yield* tellReported(given, world, { engine, target, options, inventories });
    return yield* tellCompared(given, world, { engine, target, options, inventories, choice });
  } finally {
    engine.aws.close();
  }
}

interface Asked {
  readonly engine: Engine;
  readonly target: VerifyTarget;
  readonly options: VerifyVerbOptions;
  readonly inventories: InventoryOptions | undefined;
  /** @default - all is compared */
  readonly choice?: Choice | undefined;
  /** @default - there is none */
  readonly report?: ReportTable;
}

async function* tellCompared(
  given: Given,
  world: World,
  { engine, target, options, inventories, choice, report }: Asked,
): Telling {
  if (inventories !== undefined) {
    const { verifyInventories } = await import('../../verify/inventories/verify-inventories');
    const compare = verifyInventories(
      target,
      engine,
      {
        ...options,
        inventories,
        ...(await comparedCopies(given, target, options.expected)),
        ...defined({ report }),
      },
      world.workshop,
    );
    return yield* verifyTables(target, compare, options);
  }
  const method = methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
  if (choice === undefined) return yield* verifyVerb(target, engine, options, method);
  const { chosenVersions } = await import('../../evidence/chosen-versions');
  const { versions: chosen } = await chosenVersions(choice, target.source.bucket, engine.aws, world);
  return yield* verifyVerb(target, engine, { ...options, chosen }, method);
}

/** What both sides have, and what the report of a job says of it: joined in a folder that is removed. */
async function* tellReported(given: Given, world: World, asked: Asked): Telling {
  const { engine, target, options } = asked;
  const { bucket } = target.source;
  const { holdAgainst, openTables, reportTable } = await import('../verify/report-options');
  const folder = join(engine.journal.directory, `reported-${idOf(textFlag(given, 'report') ?? '', bucket)}`);
  // What a run has left that was killed.
  await world.workshop.remove(folder);
  // Not after an hour of listing: it may not be installed.
  const tables = await openTables(given, world, folder);
  try {
    const report = yield* reportTable(given, world, engine, bucket, folder);
    if (report === undefined) return yield* tellCompared(given, world, asked);
    if (asked.inventories !== undefined) return yield* tellCompared(given, world, { ...asked, report });
    const { EvidenceKeeper } = await import('../../verify/kept/evidence-keeper');
    const evidence = options.evidence ?? new EvidenceKeeper(join(folder, 'compared'), world.workshop, false);
    const hold = holdAgainst(tables, report, bucket);
    return yield* tellCompared(given, world, { ...asked, options: { ...options, evidence, hold } });
  } finally {
    await tables.close();
    await world.workshop.remove(folder);
  }
}

/** The same for the same words. */
function idOf(...words: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16);
}
