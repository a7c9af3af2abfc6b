// What is remembered of a copy: the last whole line counts, and what has failed is told once it is settled.
import { describe, expect, it } from '@jest/globals';
import {
  isResumable,
  readCopy,
  rememberedCopies,
  writeCopy,
} from '../../../../../runner/methods/copy/journal/copy-journal';
import { firstIdOf, formerIdOf, isRunOf } from '../../../../../runner/methods/copy/journal/copy-ids';
import type { Checkpoint, CopyHeader, FailedCopy } from '../../../../../runner/methods/copy/journal/journal-line';
import { NOTHING_COPIED } from '../../../../../runner/methods/copy/journal/copy-counts';
import { shortHash } from '../../../../../runner/plan/canonical';
import { RunnerError } from '../../../../../runner/ports/errors';
import { fakeJournal } from '../../../fakes/fake-journal';

const REQUEST = { from: { bucket: 'src', prefix: 'f/' }, to: { bucket: 'dst', prefix: 'f/' } };
const WHERE = { region: 'eu-west-1', accountId: '111122223333' };
const ID = firstIdOf('copy', shortHash(REQUEST), WHERE);
const HEADER: CopyHeader = {
  transferId: ID,
  request: REQUEST,
  ...WHERE,
  startedMs: 5,
};
const failed = (rest: string): FailedCopy => ({
  key: `f/${rest}`,
  rest,
  code: 'AccessDenied',
  message: '',
  cause: { meaning: '', remedy: '', retriable: 'after-remedy' },
});
const checkpoint = (changes: Partial<Checkpoint>): Checkpoint => ({
  atMs: 7,
  phase: 'working',
  open: [{ after: 'm' }],
  counts: { ...NOTHING_COPIED, copied: 3 },
  ...changes,
});

describe('the journal of a copy', () => {
  it('tells the last checkpoint, and what failed of what is settled', async () => {
    const journal = fakeJournal();
    const writer = await writeCopy(journal, HEADER, () => 5);
    writer.failed(failed('a'));
    writer.failed(failed('z'));
    await writer.checkpoint(checkpoint({}));
    const found = await readCopy(journal, ID);
    expect(found?.checkpoint).toEqual(checkpoint({}));
    expect(found?.failed.map(({ rest }) => rest)).toEqual(['a']);
  });

  it('begins at the beginning where nothing was settled', async () => {
    const journal = fakeJournal();
    await writeCopy(journal, HEADER, () => 5);
    expect((await readCopy(journal, ID))?.checkpoint).toMatchObject({ open: [{}], phase: 'working' });
  });

  it('takes a line that was cut off as if it were not there', async () => {
    const journal = fakeJournal();
    const writer = await writeCopy(journal, HEADER, () => 5);
    await writer.checkpoint(checkpoint({}));
    await journal.append(`${ID}.jsonl`, '{"checkpoint":{"atMs":9,"phase":"ended","open":[]');
    expect((await readCopy(journal, ID))?.checkpoint.phase).toBe('working');
  });

  it.each([
    ['of another version', '{"version":2,"header":{"transferId":"ID"}}\n'],
    ['of another copy', '{"version":1,"header":{"transferId":"copy-ffffffffffffffff"}}\n'],
    ['that is no JSON', 'copy\n'],
    ['that is empty', ''],
  ])('%s is none', async (_what, text) => {
    const journal = fakeJournal();
    journal.kept.set(`${ID}.jsonl`, text.replace('ID', ID));
    expect(await readCopy(journal, ID)).toBeUndefined();
  });

  it('that sends the copies elsewhere is none', async () => {
    const journal = fakeJournal();
    await writeCopy(journal, { ...HEADER, request: { ...REQUEST, to: { bucket: 'theirs', prefix: 'f/' } } }, () => 5);
    expect(await readCopy(journal, ID)).toBeUndefined();
  });

  it.each([
    ['a checkpoint without counts', { checkpoint: { atMs: 1, phase: 'ended', open: [] } }],
    ['a phase that there is not', { checkpoint: { ...checkpoint({}), phase: 'proven' } }],
    ['negative counts', { checkpoint: checkpoint({ counts: { ...NOTHING_COPIED, failed: -1 } }) }],
    ['a part that is no text', { checkpoint: { ...checkpoint({}), open: [{ after: 5 }] } }],
    ['something beside', { checkpoint: checkpoint({ phase: 'ended' }), more: 1 }],
    ['no object', 7],
  ])('heeds no line that is not as it must be: %s', async (_what, line) => {
    const journal = fakeJournal();
    await writeCopy(journal, HEADER, () => 5);
    await journal.append(`${ID}.jsonl`, `${JSON.stringify(line)}\n`);
    expect((await readCopy(journal, ID))?.checkpoint).toMatchObject({ phase: 'working', open: [{}] });
  });

  it('is gone on with for a day, while something is open, and not once it has ended', () => {
    const resumable = (changes: Partial<Checkpoint>, nowMs = 8): boolean =>
      isResumable({ header: HEADER, checkpoint: checkpoint(changes) }, HEADER, nowMs);
    expect(resumable({})).toBe(true);
    expect(resumable({ open: [] })).toBe(false);
    expect(resumable({ phase: 'ended' })).toBe(false);
    expect(resumable({}, 7 + 86_400_001)).toBe(false);
  });

  it.each<[string, Partial<CopyHeader>]>([
    ['endpoint', { endpoint: 'http://127.0.0.1:4566' }],
    ['account', { accountId: '444455556666' }],
    ['Region', { region: 'us-east-1' }],
  ])('of another %s is not gone on with: buckets of the same names are other ones there', async (_what, there) => {
    const journal = fakeJournal();
    // As it was called before ids told where a run was.
    const transferId = formerIdOf('copy', shortHash(REQUEST));
    await writeCopy(journal, { ...HEADER, ...there, transferId }, () => 5);
    const found = await readCopy(journal, transferId);
    if (found === undefined) throw new Error('it is remembered');
    expect(isResumable(found, HEADER, 8)).toBe(false);
    expect(isResumable(found, { ...HEADER, ...there }, 8)).toBe(true);
  });

  it('that is gone on with keeps what was remembered, and nothing else', async () => {
    const journal = fakeJournal();
    const first = await writeCopy(journal, HEADER, () => 5);
    first.failed(failed('a'));
    for (let times = 0; times < 9; times += 1) await first.checkpoint(checkpoint({ atMs: times }));
    const found = await readCopy(journal, ID);
    const second = await writeCopy(journal, HEADER, () => 5, found);
    expect(journal.kept.get(`${ID}.jsonl`)?.split('\n')).toHaveLength(4);
    await second.checkpoint(checkpoint({ phase: 'ended', open: [] }));
    expect(await readCopy(journal, ID)).toMatchObject({ checkpoint: { phase: 'ended' }, failed: [{ rest: 'a' }] });
  });

  it('knows the uploads that may be left: begun and not ended, or intended and never heard of', async () => {
    const journal = fakeJournal();
    const { uploads } = await writeCopy(journal, HEADER, () => 9);
    const place = (key: string) => ({ bucket: 'dst', key });
    const upload = (key: string) => ({ ...place(key), uploadId: `id-${key}` });
    for (const key of ['done', 'begun', 'left']) {
      await uploads.uploadIntended(place(key));
      await uploads.uploadBegun(upload(key), false);
    }
    await uploads.uploadIntended(place('unheard'));
    await uploads.uploadEnded(upload('done'), { ended: 'completed' });
    await uploads.uploadEnded(upload('left'), { ended: 'left', error: new RunnerError('denied', 'no'), command: '' });
    expect((await readCopy(journal, ID))?.uploads).toEqual({
      begun: [upload('begun'), upload('left')],
      intended: [{ ...place('unheard'), atMs: 9 }],
    });
  });

  it('says when it cannot be written', async () => {
    const writer = await writeCopy(fakeJournal(false), HEADER, () => 5);
    expect(await writer.checkpoint(checkpoint({}))).toBe(false);
  });

  it('is found by its name alone', async () => {
    const journal = fakeJournal();
    await writeCopy(journal, HEADER, () => 5);
    journal.kept.set('job-1.json', '{}');
    journal.kept.set('copy-nonsense.jsonl', '{}');
    expect(await rememberedCopies(journal, isRunOf('copy'))).toEqual([ID]);
  });
});
