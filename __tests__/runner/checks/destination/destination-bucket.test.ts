// A destination that does not even say where it is: whose it is, the rules tell, or the handoff where they may not be read.
import { describe, expect, it } from '@jest/globals';
import { checkContext } from '../../../../runner/checks/asked/asked-once';
import { destinationBucketCheck } from '../../../../runner/checks/destination/destination-bucket';
import { targetOfHandoff } from '../../../../runner/target/target';
import { ACCOUNT, bucketIn, fakeEngine, handoff, REPLICATION_ROLE, rule, setup } from '../../fakes/fake-world';

const OTHER = '444455556666';
const DESTINATION = { bucket: 'dst', ruleId: 'folder' };
const THEIRS = /^could-not-check: 'dst' does not let these credentials look: it belongs to account 444455556666$/;
const OPEN = /^could-not-check: 'dst' does not let these credentials look: it may belong to another account$/;

/** What is said of a destination that may not be looked at. */
async function said(inRule: string | undefined, inHandoff: string | undefined, isReadable: boolean): Promise<string> {
  const given = setup();
  const ofRule = inRule === undefined ? {} : { destinationAccountId: inRule };
  bucketIn(given, 'dst').denied.add('regionOf');
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule(ofRule)] };
  if (!isReadable) bucketIn(given, 'src').denied.add('replication');
  const ofHandoff = inHandoff === undefined ? {} : { accountId: inHandoff };
  const target = targetOfHandoff(handoff({ destinations: [{ ...DESTINATION, ...ofHandoff }] }));
  const found = await destinationBucketCheck.run(checkContext(target, fakeEngine(given).aws));
  return found.map(({ answer, detail }) => `${answer}: ${detail}`).join();
}

describe('a destination that may not be looked at', () => {
  it.each([
    ['belongs to the account that the rule names', OTHER, undefined, true, THEIRS],
    ['is not said to be of another account by a rule that names ours', ACCOUNT, undefined, true, OPEN],
    ['may belong to anybody where the rule names no account, whatever the handoff says', undefined, OTHER, true, OPEN],
    ['belongs to the account that the handoff names, where rules may not be read', OTHER, OTHER, false, THEIRS],
    ['may belong to anybody, where neither says', OTHER, undefined, false, OPEN],
  ])('%s', async (_, inRule, inHandoff, isReadable, expected) => {
    expect(await said(inRule, inHandoff, isReadable)).toMatch(expected);
  });
});
