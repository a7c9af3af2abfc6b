import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { targetOfHandoff } from '../../../../../runner/target/target';
import { planPrefixes } from '../../../../../runner/methods/batch-replication/plan-jobs';
import { colours } from '../../../../../runner/renderers/terminal/colours';
import { jsonRenderer } from '../../../../../runner/renderers/json';
import { storyTeller } from '../../../../../runner/renderers/story';
import { textRenderer } from '../../../../../runner/renderers/text/text';
import { EMPTY_QUEUE, watch } from '../../../../../runner/methods/batch-jobs/watch/watch-jobs';
import { watched } from '../../../../../runner/methods/batch-jobs/watch/watched-job';
import { fate } from '../../../fakes/fake-jobs';
import { ACCOUNT, fakeEngine, handoff, setup, type Setup } from '../../../fakes/fake-world';

const DAY_OF_POLLS = 2_880;
const NEVER_SECONDS = 1e9;

/** Bytes in use, without what nobody refers to. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** Six jobs that do not end, watched and told in every form. */
async function watchFor(given: Setup, polls: number): Promise<void> {
  const engine = fakeEngine(given);
  const [planned] = planPrefixes(targetOfHandoff(handoff()), {}).transfers;
  if (planned === undefined) throw new Error('the plan is empty');
  const jobs = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const { jobId } = given.jobs.add({ request: planned.request, fate: fate({ seconds: NEVER_SECONDS }) });
      return watched(await engine.aws.batchOperations.describe(ACCOUNT, jobId), `${jobId}/`, given.clock.now());
    }),
  );
  const nowhere = { write: () => undefined, isTerminal: false, columns: 80 };
  const terminal = { ...nowhere, isTerminal: true };
  const renderers = [
    jsonRenderer(nowhere, given.clock),
    textRenderer({ stdout: nowhere, stderr: nowhere }, colours(false, {})),
    textRenderer({ stdout: terminal, stderr: terminal }, colours(true, {})),
  ];
  const story = storyTeller(given.clock);
  const deadlineMs = given.clock.now() + polls * 30_000;
  for await (const event of watch(jobs, EMPTY_QUEUE, engine, { pollSeconds: 30, deadlineMs })) {
    for (const renderer of renderers) renderer.tell(event);
    story.add(event);
  }
}

describe('a day of looking at six jobs', () => {
  it('leaves nothing in memory', async () => {
    const given = setup();
    await watchFor(given, 300);
    const before = heapUsed();
    await watchFor(given, DAY_OF_POLLS);
    const grownBytes = heapUsed() - before;
    expect(given.clock.sleeps.length).toBeGreaterThan(DAY_OF_POLLS);
    // One event of each poll would be several MB.
    expect(grownBytes).toBeLessThan(1_000_000);
  }, 60_000);
});
