// What is remembered of a copy: the last whole line counts, and what has failed is told once it is settled.
import { describe, expect, it } from '@jest/globals';
import {
  copyIdOf,
  readCopy,
  rememberedCopies,
  writeCopy,
  type Checkpoint,
  type CopyHeader,
  type FailedCopy,
} from '../../../../../runner/methods/copy/journal/copy-journal';
import { NOTHING_COPIED } from '../../../../../runner/methods/copy/journal/copy-counts';
import { RunnerError } from '../../../../../runner/ports/errors';
import { fakeJournal } from '../../../fakes/fake-journal';

const ID = copyIdOf('0123456789abcdef');
const HEADER: CopyHeader = {
  transferId: ID,
  request: { from: { bucket: 'src', prefix: 'f/' }, to: { bucket: 'dst', prefix: 'f/' } },
  region: 'eu-west-1',
  accountId: '111122223333',
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
      await uploads.uploadBegun(upload(key));
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
    expect(await rememberedCopies(journal)).toEqual([ID]);
  });
});
