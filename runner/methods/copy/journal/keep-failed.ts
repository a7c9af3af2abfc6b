// What has failed in a copy, as a list that `copy --keys` takes: beside the journal.
import type { RunnerEvent } from '../../../events/events';
import type { Engine } from '../../../ports/engine';
import { keyList } from '../../../target/key-list';
import { counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import { readCopy } from './copy-journal';

/** @param failed how many; where nothing has, a list of before is emptied */
export async function* keepFailed(
  transferId: string,
  failed: number,
  { journal }: Pick<Engine, 'journal'>,
): AsyncGenerator<RunnerEvent, void> {
  const name = `${transferId}.failed.jsonl`;
  if (failed === 0) {
    if ((await journal.names()).includes(name)) await journal.write(name, '');
    return;
  }
  const remembered = await readCopy(journal, transferId);
  // A list that lacks some would leave them out for good.
  const keys = remembered?.failed ?? [];
  if (keys.reduce((sum, { versions = 1 }) => sum + versions, 0) !== failed) return;
  const rows = keys.map(({ key, code, message }) => ({ key, code, message }));
  if (!(await journal.write(name, keyList(rows)))) return;
  const path = `${journal.directory}/${name}`;
  const detail = `keys of the ${counted(keys.length, 'object')} that failed: '${visible(path)}'; copy --keys takes them`;
  yield { kind: 'note', detail, path };
}
