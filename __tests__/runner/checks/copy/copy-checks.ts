// One check of a copy at a time, on fakes: two buckets of one account, of which a test changes what it is about.
import { checkContext } from '../../../../runner/checks/asked/asked-once';
import type { IntendedRun } from '../../../../runner/checks/asked/intended-run';
import type { Check } from '../../../../runner/checks/check';
import type { Aws } from '../../../../runner/ports/aws';
import type { BucketSettings } from '../../../../runner/ports/s3/bucket-settings';
import type { Target } from '../../../../runner/target/target';
import { fakeCopying, listed } from '../../fakes/fake-copying';
import { ACCOUNT, bucketIn, fakeEngine, setup, type Setup } from '../../fakes/fake-world';

export const OTHER = '444455556666';

export interface CopyGiven {
  readonly target?: Partial<Pick<Target, 'prefixes' | 'copyTo' | 'source'>>;
  readonly run?: IntendedRun;
  readonly settings?: Partial<BucketSettings>;
  readonly between?: (aws: Aws) => Aws;
  readonly change?: (given: Setup) => void;
}

/** `answer: detail` of each finding. */
export async function said(check: Check, given: CopyGiven = {}): Promise<readonly string[]> {
  const world = setup();
  bucketIn(world, 'src').versions.push({ key: 'folder/a' });
  given.change?.(world);
  const target: Target = {
    source: { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT },
    prefixes: ['folder/'],
    copyTo: { bucket: 'dst' },
    destinations: [],
    rules: [],
    batchJob: {},
    ...given.target,
  };
  const { aws } = fakeEngine(world);
  const own: Aws = {
    ...aws,
    copying: fakeCopying({ src: [listed('folder/a')], dst: [] }),
    bucketSettings: { ...aws.bucketSettings, ...given.settings },
  };
  const found = await check.run(checkContext(target, given.between?.(own) ?? own, given.run ?? {}));
  return found.map(({ answer, detail }) => `${answer}: ${detail}`);
}
