// A job that bears the mark of a further round, and goes by a list that is not that of what the round before has left.
import { expect, it } from '@jest/globals';
import type { JobRequest } from '../../../../runner/ports/batch/job-request';
import { fate } from '../../fakes/fake-jobs';
import { bucketIn, handoff, program, setup, type Ran, type Setup } from '../../fakes/fake-world';

const FLAKY = ['folder/a,v-a,failed,500,PermanentFailure,', 'folder/b,v-b,failed,500,PermanentFailure,'];
const WELL = ['folder/a,v-a,succeeded,200,,', 'folder/b,v-b,succeeded,200,,'];
const RUN = ['run', '--outputs', 'outputs.json', '--verify', 'never', '--always-create'];

function world(): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: { bucket: 'reports', prefix: 'm' } })));
  return given;
}

/** The requests of a run whose first job fails and whose second one mends it. */
async function bothRounds(): Promise<readonly JobRequest[]> {
  const given = world();
  given.jobs.fates.push(fate({ rows: FLAKY }), fate({ rows: WELL }));
  expect((await program(given, ...RUN)).code).toBe(0);
  return given.jobs.sent.map(({ request }) => request);
}

/** A run that finds a second round after its first: with the list of that round, or with another one. */
async function runWith(changeList: (manifest: JobRequest['Manifest']) => JobRequest['Manifest']): Promise<Ran> {
  const [first, second] = await bothRounds();
  if (first === undefined || second === undefined) throw new Error('there are no two rounds');
  const given = world();
  const createdMs = given.clock.now() - 3_600_000;
  given.jobs.add({ jobId: 'job-1', createdMs, request: first, fate: fate({ rows: FLAKY }) });
  given.jobs.add({
    jobId: 'foreign',
    createdMs: createdMs + 60_000,
    request: { ...second, Manifest: changeList(second.Manifest) } as JobRequest,
    fate: fate({ rows: ['folder/x,v-x,succeeded,200,,'] }),
  });
  return program(given, ...RUN);
}

it('is not the verdict: what the round before has left is not known', async () => {
  const { code, stdout } = await runWith((manifest) =>
    manifest === undefined ? manifest : { ...manifest, Location: { ...manifest.Location, ETag: 'f'.repeat(32) } },
  );
  expect(stdout).toContain(
    'job foreign was given another list than what round 1 has left: whether all of that was replicated is not known',
  );
  expect(code).toBe(5);
});

it('is not the verdict of a search either, where it was found by another one', async () => {
  const searching = (): Setup => {
    const given = world();
    for (const key of ['folder/a', 'folder/b']) bucketIn(given, 'src').versions.push({ key, sizeBytes: 1 });
    return given;
  };
  const search = [...RUN, '--match', '[ab]$'];
  const first = searching();
  await program(first, ...search);
  const request = first.jobs.sent[0]?.request;
  if (request?.Manifest === undefined) throw new Error('no list was made');
  const ran = async (ETag: string): Promise<Ran> => {
    const given = searching();
    const Manifest = { ...request.Manifest, Location: { ...request.Manifest?.Location, ETag } };
    given.jobs.add({
      jobId: 'found',
      createdMs: given.clock.now() - 60_000,
      request: { ...request, Manifest } as JobRequest,
      fate: fate({ rows: ['folder/a,v1,succeeded,200,,'] }),
    });
    return program(given, ...search);
  };
  const other = await ran('f'.repeat(32));
  expect([other.code, other.stdout]).toEqual([
    5,
    expect.stringContaining('job found was given another list than what was looked for now'),
  ]);
  expect((await ran(request.Manifest.Location.ETag)).stdout).not.toContain('another list');
});

it('is nothing of the kind where the list is that of the round', async () => {
  const { code, stdout } = await runWith((manifest) => manifest);
  expect(stdout).not.toContain('another list');
  expect(code).toBe(0);
});
