// What has failed is kept as a list that can be copied again; a list that lacks some is not written.
import { describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../../../../runner/events/events';
import { NOTHING_COPIED } from '../../../../../runner/methods/copy/journal/copy-counts';
import { formerIdOf } from '../../../../../runner/methods/copy/journal/copy-ids';
import { writeCopy } from '../../../../../runner/methods/copy/journal/copy-journal';
import { keepFailed } from '../../../../../runner/methods/copy/journal/keep-failed';
import { shortHash } from '../../../../../runner/plan/canonical';
import type { Journal } from '../../../../../runner/ports/journal';
import { keysOfList } from '../../../../../runner/target/key-list';
import { fakeJournal } from '../../../fakes/fake-journal';

const REQUEST = { from: { bucket: 'src', prefix: '' }, to: { bucket: 'dst', prefix: '' } };
const ID = formerIdOf('copy', shortHash(REQUEST));
const NAME = `${ID}.failed.jsonl`;
const KEYS = ['a\nb', '\u{1F600}', '"c"'];

async function remembered(): Promise<Journal> {
  const journal = fakeJournal();
  const header = { transferId: ID, request: REQUEST, region: 'eu-west-1', accountId: '1', startedMs: 1 };
  const writer = await writeCopy(journal, header, () => 1);
  const cause = { meaning: '', remedy: '', retriable: 'now' as const };
  for (const key of KEYS) writer.failed({ key, rest: key, code: 'AccessDenied', message: 'no', cause });
  await writer.checkpoint({ atMs: 2, phase: 'ended', open: [], counts: NOTHING_COPIED });
  return journal;
}

async function told(journal: Journal, failed: number): Promise<readonly RunnerEvent[]> {
  const events: RunnerEvent[] = [];
  for await (const event of keepFailed(ID, failed, { journal })) events.push(event);
  return events;
}

describe('what has failed in a copy', () => {
  it('is a list of keys beside the journal, which is told', async () => {
    const journal = await remembered();
    expect(await told(journal, KEYS.length)).toMatchObject([{ kind: 'note', path: `${journal.directory}/${NAME}` }]);
    expect(keysOfList((await journal.read(NAME)) ?? '', 'it')).toEqual(KEYS);
  });

  it('is not told where the journal does not have all of it', async () => {
    const journal = await remembered();
    expect(await told(journal, KEYS.length + 1)).toEqual([]);
    expect(await journal.read(NAME)).toBeUndefined();
  });

  it('is nothing any more once nothing fails', async () => {
    const journal = await remembered();
    await told(journal, KEYS.length);
    expect(await told(journal, 0)).toEqual([]);
    expect(await journal.read(NAME)).toBe('');
    expect(await told(fakeJournal(), 0)).toEqual([]);
  });
});
