// ACLs that S3 does not show: who refuses, the ACL itself or the policies of the caller, decides what can be said.
import { targetOfHandoff } from '../../../../runner/target/target';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copiedAclsCheck } from '../../../../runner/checks/destination/copied-acls';
import type { Check } from '../../../../runner/checks/check';
import { ownershipCheck } from '../../../../runner/checks/source/ownership';
import { checkContext } from '../../../../runner/checks/asked/asked-once';
import { RunnerError } from '../../../../runner/ports/errors';
import type { Aws } from '../../../../runner/ports/aws';
import { bugs } from '../../../emulator/running';
import { put, putRules, REPLICAS, setStage, strike, type Stage } from '../../../emulator/stage';
import { awsOf, handoffOfStage } from '../setups/examined';
import { putByOther, switchAclsOn } from '../setups/object-setups';

let stage: Stage;
let aws: Aws;

beforeEach(async () => {
  stage = await setStage();
  aws = await awsOf(stage);
  await putByOther(stage, 'private');
  await putRules(stage);
});
afterEach(async () => {
  aws.close();
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

/** What the check says where S3 refuses the ACLs of some keys. */
async function said(check: Check, isRefused: (key: string) => boolean): Promise<readonly string[]> {
  const { objects } = aws;
  const seen: Aws = {
    ...aws,
    objects: {
      ...objects,
      acl: (bucket, key, versionId) =>
        isRefused(key)
          ? Promise.reject(new RunnerError('denied', 'S3 GetObjectAcl: AccessDenied'))
          : objects.acl(bucket, key, versionId),
    },
  };
  const found = await check.run(checkContext(targetOfHandoff(handoffOfStage()), seen));
  return found.map(({ answer, detail }) => `${answer}: ${detail}`);
}

describe('the ACL of an object of another account that is refused', () => {
  it('is the reason, where that of an object of the owner is shown', async () => {
    await put(stage, 'own');
    expect(await said(ownershipCheck, (key) => key === 'of-other')).toEqual([
      expect.stringMatching(/^wrong: 1 of 2 versions listed .* do not let the bucket owner read, 'of-other'/),
    ]);
  });

  it('says nothing, where that of no object is shown', async () => {
    await put(stage, 'own');
    expect(await said(ownershipCheck, () => true)).toEqual([
      expect.stringMatching(/^could-not-check: 1 of 2 versions listed .*looking needs s3:GetObjectVersionAcl/),
    ]);
  });
});

describe('ACLs that are copied', () => {
  it('are not called private where they are not shown', async () => {
    await switchAclsOn(stage.away, REPLICAS);
    expect(await said(copiedAclsCheck, () => true)).toEqual([
      expect.stringMatching(/^could-not-check: .*of 1 version that the run would take, the ACL could not be read/),
    ]);
    expect(await said(copiedAclsCheck, () => false)).toEqual([
      expect.stringMatching(/^ok: .*none of 1 object version looked at has a public one/),
    ]);
  });
});
