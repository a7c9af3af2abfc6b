// Which policies of a queue let EventBridge send to it.
import { expect, it } from '@jest/globals';
import { letsEventsSend } from '../../../../runner/policy/inventory/queue-policy';

const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/delivered';
const ALLOWING = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: '*',
};
const written = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const under = (Condition: object): object => ({ ...ALLOWING, Condition });

it.each<readonly [string, string | undefined, 'yes' | 'no' | 'unsure']>([
  ['none', undefined, 'no'],
  ['one that allows it', written(ALLOWING), 'yes'],
  ['one for this rule', written(under({ ArnEquals: { 'aws:SourceArn': RULE } })), 'yes'],
  ['one for rules like it', written(under({ ArnLike: { 'AWS:SourceArn': RULE.replace('delivered', '*') } })), 'yes'],
  ['one for another rule', written(under({ ArnEquals: { 'aws:SourceArn': `${RULE}-2` } })), 'no'],
  ['one for another account', written(under({ StringEquals: { 'aws:SourceAccount': '444455556666' } })), 'no'],
  ['one for another service', written({ ...ALLOWING, Principal: { Service: 's3.amazonaws.com' } }), 'no'],
  ['one of another action', written({ ...ALLOWING, Action: ['sqs:ReceiveMessage'] }), 'no'],
  ['one of all actions', written({ ...ALLOWING, Action: 'sqs:*' }), 'yes'],
  [
    'one that denies what is not over TLS',
    written(ALLOWING, {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    'yes',
  ],
  ['one that denies it to all', written(ALLOWING, { Effect: 'Deny', Principal: '*', Action: 'sqs:*' }), 'no'],
  ['one under a condition that is not known', written(under({ StringEquals: { 'aws:SourceOrgID': 'o-1' } })), 'unsure'],
  ['one that is no JSON', '{', 'unsure'],
])('%s', (_, policy, expected) => {
  expect(letsEventsSend(policy, RULE).is).toBe(expected);
});
