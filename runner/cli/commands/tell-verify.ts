// What `verify` says, of what it is given: for the command, and for whoever uses the runner as a library.
import type { Telling } from '../../events/events';
import { DEFAULT_METHOD, methodNamed } from '../../methods/registry';
import type { World } from '../../ports/world';
import { verifyTables, verifyVerb } from '../../verbs/verify';
import { choiceOf } from '../choice-flags';
import { refuseUncompared } from '../copies/refused-flags';
import { textFlag, type Given } from '../flag-values';
import { startWithSource, verifyOptions } from '../start-source';
import { comparedCopies, inventoryFlags, inventoryOptions } from '../verify/inventory-options';
import { fromDirectory, keptEngine, keptEvidence, sinceDirectory } from '../verify/kept-options';

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
    if (joined !== undefined) {
      const inventories = inventoryOptions(joined, given, athena, engine.aws.region);
      const { verifyInventories } = await import('../../verify/inventories/verify-inventories');
      const compare = verifyInventories(
        target,
        engine,
        { ...options, inventories, ...(await comparedCopies(given, target, options.expected)) },
        world.workshop,
      );
      return yield* verifyTables(target, compare, options);
    }
    const method = methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
    if (choice === undefined) return yield* verifyVerb(target, engine, options, method);
    const { chosenVersions } = await import('../../evidence/chosen-versions');
    const { versions: chosen } = await chosenVersions(choice, target.source.bucket, engine.aws, world);
    return yield* verifyVerb(target, engine, { ...options, chosen }, method);
  } finally {
    engine.aws.close();
  }
}

/** What was kept, compared again: AWS is not even connected. */
async function* tellKept(directory: string, given: Given, world: World): Telling {
  const { openEvidence, verifyKept } = await import('../../verify/kept/verify-kept');
  const { workshop } = world;
  const { allowEmpty = false, failOnEmpty } = verifyOptions(given);
  const after = { directory, ...(await openEvidence(directory, workshop)) };
  const since = sinceDirectory(given, world);
  const before = since === undefined ? undefined : { directory: since, ...(await openEvidence(since, workshop)) };
  const { source, comparisons } = after.of;
  const destinations = comparisons.map(({ scope }) => ({ bucket: scope.destination }));
  const engine = keptEngine(given, world);
  const compare = verifyKept(directory, after, engine, allowEmpty, workshop);
  const ending = yield* verifyTables({ source, destinations }, compare, { allowEmpty, failOnEmpty });
  if (before === undefined) return ending;
  const { compareRuns } = await import('../../verify/kept/compare-runs');
  yield* compareRuns(before, after, engine, workshop);
  return ending;
}
