// What the doctor looks at, and that it says so.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  MOST_LOOKED_AT,
  MOST_PREFIXES,
  restsOn,
  sampleOf,
  sampleUnder,
} from '../../../../runner/checks/asked/sampled-versions';
import type { Aws } from '../../../../runner/ports/aws';
import { bugs } from '../../../emulator/running';
import { put, setStage, SOURCE, strike, type Stage } from '../../../emulator/stage';
import { awsOf } from '../setups/examined';

let stage: Stage;
let aws: Aws;

beforeEach(async () => {
  stage = await setStage();
  aws = await awsOf(stage);
});
afterEach(async () => {
  aws.close();
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

async function putMany(prefix: string, many: number): Promise<void> {
  for (let index = 0; index < many; index += 1) await put(stage, `${prefix}${index}`);
}

describe('a sample', () => {
  it('has some of a small prefix beside a large one, and no more than it may', async () => {
    await putMany('large/', 60);
    await putMany('small/', 1);
    const sample = await sampleUnder(SOURCE, ['large/', 'small/'], aws);
    const keys = sample.versions.map(({ entry }) => entry.key);
    expect(keys).toHaveLength(MOST_LOOKED_AT);
    expect(keys).toContain('small/0');
    expect(restsOn(sample)).toBe('40 of the first 61 object versions under 2 prefixes looked at');
  });

  it('holds a version once, although two prefixes have it', async () => {
    await putMany('folder/', 3);
    await putMany('other/', 1);
    const sample = await sampleUnder(SOURCE, ['', 'folder/'], aws);
    expect(sample.listed.map(({ key }) => key).sort()).toEqual(['folder/0', 'folder/1', 'folder/2', 'other/0']);
    expect(restsOn(sample)).toBe('4 object versions looked at');
  });

  it('is of prefixes spread over all of them, with one listing each', async () => {
    const prefixes = Array.from({ length: 100 }, (_, index) => `p${String(index).padStart(2, '0')}/`);
    const before = stage.running.log.length;
    const { lookedUnder, passedOver } = await sampleUnder(SOURCE, prefixes, aws);
    const requests = stage.running.log.slice(before).filter((entry) => entry.kind === 'request');
    expect(lookedUnder).toHaveLength(MOST_PREFIXES);
    expect(requests.length).toBeLessThanOrEqual(MOST_PREFIXES + 2);
    expect(lookedUnder.slice(0, 3)).toEqual(['p00/', 'p05/', 'p10/']);
    expect([...lookedUnder, ...passedOver].sort()).toEqual(prefixes);
  });

  it('of chosen versions says how many were chosen, and which are gone', async () => {
    const versionId = await put(stage, 'there');
    const chosen = [
      { key: 'there', versionId },
      { key: 'not-there', versionId },
    ];
    const sample = await sampleOf(SOURCE, chosen, aws);
    expect(sample.gone).toEqual([{ key: 'not-there', versionId }]);
    expect(restsOn(sample)).toBe('1 of 2 chosen object versions looked at');
  });
});
