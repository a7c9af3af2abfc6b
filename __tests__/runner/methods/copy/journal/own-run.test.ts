// Which journal a run of a copy writes: its own, or that of the one it goes on with.
import { describe, expect, it } from '@jest/globals';
import { firstIdOf, formerIdOf, whereaboutsOf } from '../../../../../runner/methods/copy/journal/copy-ids';
import { readCopy, writeCopy } from '../../../../../runner/methods/copy/journal/copy-journal';
import { ownRun } from '../../../../../runner/methods/copy/journal/own-run';
import { NOTHING_COPIED } from '../../../../../runner/methods/copy/journal/copy-counts';
import { shortHash } from '../../../../../runner/plan/canonical';
import type { Engine } from '../../../../../runner/ports/engine';
import type { Journal } from '../../../../../runner/ports/journal';
import type { TransferPhase } from '../../../../../runner/events/transfer-events';
import { fakeJournal } from '../../../fakes/fake-journal';
import { fakeEngine, setup } from '../../../fakes/fake-world';

const REQUEST = { from: { bucket: 'src', prefix: 'f/' }, to: { bucket: 'dst', prefix: 'g/' } };
const HASH = shortHash(REQUEST);
const UPLOAD = { bucket: 'dst', key: 'g/large', uploadId: 'U' };

interface Somewhere {
  readonly endpoint?: string;
  readonly accountId?: string;
  readonly region?: string;
}

function at(journal: Journal, { endpoint, accountId, region }: Somewhere = {}): Engine {
  const engine = fakeEngine(setup());
  const access = endpoint === undefined ? engine.aws.access : { ...engine.aws.access, endpoint };
  const aws = { ...engine.aws, access, region: region ?? engine.aws.region };
  return { ...engine, aws, accountId: accountId ?? engine.accountId, journal };
}

/** A run that has come so far, and has left an upload. @param id @default - as it is called now */
async function made(engine: Engine, phase: TransferPhase, id?: string, journal = engine.journal): Promise<string> {
  const transferId = id ?? (await ownRun('copy', HASH, engine)).transferId;
  const header = { transferId, request: REQUEST, ...whereaboutsOf(engine), startedMs: engine.clock.now() };
  const writer = await writeCopy(journal, header, () => engine.clock.now());
  await writer.uploads.uploadBegun(UPLOAD, false);
  const open = phase === 'ended' ? [] : [{ after: 'm' }];
  await writer.checkpoint({ atMs: engine.clock.now(), phase, open, counts: { ...NOTHING_COPIED, copied: 1 } });
  return transferId;
}

describe('a copy', () => {
  it('that was killed is the same transfer when it is started again', async () => {
    const engine = at(fakeJournal());
    const transferId = await made(engine, 'working');
    expect(transferId).toMatch(/^copy-[0-9a-f]{16}$/);
    expect(await ownRun('copy', HASH, engine)).toMatchObject({ transferId, isResumed: true });
  });

  it('that has ended keeps its journal: the next run has one of its own, and the uploads that are left', async () => {
    const engine = at(fakeJournal());
    const first = await made(engine, 'ended');
    const second = await ownRun('copy', HASH, engine);
    expect(second).toMatchObject({
      transferId: `${first}-2`,
      isResumed: false,
      left: { uploads: { begun: [UPLOAD] } },
    });
    expect(await made(engine, 'working')).toBe(`${first}-2`);
    expect(await ownRun('copy', HASH, engine)).toMatchObject({ transferId: `${first}-2`, isResumed: true });
    expect((await readCopy(engine.journal, first))?.checkpoint.phase).toBe('ended');
    await made(engine, 'ended');
    expect((await ownRun('copy', HASH, engine)).transferId).toBe(`${first}-3`);
    expect((await readCopy(engine.journal, `${first}-2`))?.header.transferId).toBe(`${first}-2`);
  });

  it('goes on after the ninth run with the tenth, whatever the order of the names', async () => {
    const engine = at(fakeJournal());
    for (let run = 1; run < 12; run += 1) await made(engine, 'ended');
    expect((await ownRun('copy', HASH, engine)).transferId).toMatch(/-12$/);
  });

  it.each<[string, Somewhere]>([
    ['another endpoint', { endpoint: 'http://127.0.0.1:4566' }],
    ['another account', { accountId: '999988887777' }],
    ['another Region', { region: 'eu-north-1' }],
  ])('in the same folder by %s has a journal of its own, and leaves this one as it is', async (_what, where) => {
    const journal = fakeJournal();
    const id = await made(at(journal), 'working');
    const before = journal.kept.get(`${id}.jsonl`);
    const other = at(journal, where);
    const rehearsed = await ownRun('copy', HASH, other);
    expect(rehearsed).toEqual({ transferId: expect.not.stringContaining(id), isResumed: false });
    await made(other, 'ended');
    expect(journal.kept.get(`${id}.jsonl`)).toBe(before);
    expect(await ownRun('copy', HASH, at(journal))).toMatchObject({
      transferId: id,
      isResumed: true,
      left: { uploads: { begun: [UPLOAD] } },
    });
  });

  it('that was killed before ids told where a run was is gone on with, and one that has ended is not', async () => {
    const former = formerIdOf('copy', HASH);
    const engine = at(fakeJournal());
    await made(engine, 'working', former);
    expect(await ownRun('copy', HASH, engine)).toMatchObject({ transferId: former, isResumed: true });
    expect((await ownRun('copy', HASH, at(engine.journal, { accountId: '999988887777' }))).isResumed).toBe(false);
    await made(engine, 'ended', former);
    const next = await ownRun('copy', HASH, engine);
    expect(next).toMatchObject({ isResumed: false, left: { uploads: { begun: [UPLOAD] } } });
    expect(next.transferId).toBe(firstIdOf('copy', HASH, whereaboutsOf(engine)));
  });

  it('that was killed by another endpoint before that had a folder of its own is gone on with there', async () => {
    const former = fakeJournal();
    const id = formerIdOf('copy', HASH);
    const engine = at({ ...fakeJournal(), former }, { endpoint: 'http://127.0.0.1:4566' });
    await made(engine, 'working', id, former);
    expect(await ownRun('copy', HASH, engine)).toMatchObject({ transferId: id, isResumed: true });
    // Of AWS itself it is none.
    await made(at(former), 'working', id, former);
    expect((await ownRun('copy', HASH, engine)).isResumed).toBe(false);
  });

  it('leaves a journal that nobody can read as it is', async () => {
    const engine = at(fakeJournal());
    const id = await made(engine, 'working');
    await engine.journal.write(`${id}.jsonl`, 'something else\n');
    expect(await ownRun('copy', HASH, engine)).toEqual({ transferId: `${id}-2`, isResumed: false });
  });

  it('is none of a method whose name begins alike', async () => {
    const engine = at(fakeJournal());
    const id = await made(engine, 'working');
    expect((await ownRun('rclone', HASH, engine)).transferId).not.toContain(id);
    expect((await ownRun('rclone', HASH, engine)).transferId).toMatch(/^rclone-[0-9a-f]{16}$/);
  });
});
