// What has failed in a copy, as a list that `copy --keys` takes: beside the journal.
import type { RunnerEvent } from '../../../events/events';
import type { Engine } from '../../../ports/engine';
import { keyList } from '../../../target/key-list';
import { counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import { HALF_COPIED } from '../engine/parts/carry-over';
import { readCopy } from './copy-journal';

async function emptied(name: string, journal: Engine['journal']): Promise<void> {
  if ((await journal.names()).includes(name)) await journal.write(name, '');
}

/** @param failed how many; where nothing has, or not all of it is remembered, a list of before is emptied */
export async function* keepFailed(
  transferId: string,
  failed: number,
  { journal }: Pick<Engine, 'journal'>,
): AsyncGenerator<RunnerEvent, void> {
  const name = `${transferId}.failed.jsonl`;
  const remembered = failed === 0 ? undefined : await readCopy(journal, transferId);
  const all = remembered?.failed ?? [];
  // To another copy these are there, and nothing is lacking.
  const keys = all.filter(({ code }) => code !== HALF_COPIED);
  // A list that lacks some would leave them out for good.
  const isWhole = all.reduce((sum, { versions = 1 }) => sum + versions, 0) === failed;
  if (keys.length === 0 || !isWhole) return emptied(name, journal);
  const rows = keys.map(({ key, code, message }) => ({ key, code, message }));
  if (!(await journal.write(name, keyList(rows)))) return;
  const path = `${journal.directory}/${name}`;
  const half = all.length - keys.length;
  const rest =
    half === 0
      ? ''
      : `, and ${counted(half, 'copy')} that lack something are not among them: the same command mends them`;
  const detail = `keys of the ${counted(keys.length, 'object')} that failed: '${visible(path)}'; copy --keys takes them${rest}`;
  yield { kind: 'note', detail, path };
}
