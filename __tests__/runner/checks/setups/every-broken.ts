// All setups in which one thing is wrong, and how each is put onto a stage.
import { put, putRules, setStage, type Stage } from '../../../emulator/stage';
import type { Broken } from './broken';
import { EMULATED_SETUPS } from './broken-setups';
import { FURTHER_SETUPS } from './further-setups';
import { HANDOFF_BROKEN } from './handoff-setups';
import { OBJECT_SETUPS } from './object-setups';
import { RUN_SETUPS } from './run-setups';

export const EVERY_BROKEN: readonly Broken[] = [
  ...EMULATED_SETUPS,
  ...FURTHER_SETUPS,
  ...HANDOFF_BROKEN,
  ...OBJECT_SETUPS,
  ...RUN_SETUPS,
];

export async function broken(one: Pick<Broken, 'options' | 'objects' | 'rules' | 'break'>): Promise<Stage> {
  const stage = await setStage(one.options);
  await (one.objects?.(stage) ?? put(stage, 'plain'));
  await (one.rules?.(stage) ?? putRules(stage));
  await one.break?.(stage);
  return stage;
}
