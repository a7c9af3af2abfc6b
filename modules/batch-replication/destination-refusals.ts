// What is wrong with destinations, seen with the rules that copy to them.
import { principalArnRefusals } from '../refusals/aws-names';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { isForeign, type ReplicationRule } from '../replication/rule';
import { isKnown } from '../values/known';
import type { FullProps } from './props-in-full';

export function destinationRefusals({
  destinations = [],
  rules,
  sourceAccountId,
  batchCopy,
}: FullProps): readonly Refusal[] {
  return [
    ...rules.flatMap((rule, index) => ruleRefusals(`rules[${index}]`, rule, rules.slice(0, index), sourceAccountId)),
    ...destinations.flatMap(({ bucketName, attachPolicies, callerArns, provider }, index): Refusal[] => {
      const at = `destinations[${index}]`;
      const refusals: Refusal[] = [];
      const refuse = (prop: string, given: unknown, allowed: string) =>
        refusals.push({ prop: `${at}.${prop}`, given, allowed });
      const copying = [...rules, ...(batchCopy === undefined ? [] : [batchCopy])].filter(
        ({ destinationBucketName }) => destinationBucketName === bucketName,
      );
      if (copying.length === 0) refuse('bucketName', bucketName, 'no rule copies there: write it as the rules do');
      if (destinations.findIndex((one) => one.bucketName === bucketName) < index) {
        refuse('bucketName', bucketName, 'each destination is named once');
      }
      refusals.push(...listRefusals(`${at}.callerArns`, callerArns, principalArnRefusals));
      const goesToOthers = copying.some((rule) => isForeign(rule, sourceAccountId));
      if (callerArns !== undefined && copying.length > 0 && !goesToOthers) {
        const allowed =
          "a policy of the callers' own is enough within one account: set destinationAccountId on the rules, or leave callerArns out";
        refuse('callerArns', callerArns, allowed);
      }
      if (attachPolicies !== true) return refusals;
      if (provider === undefined) {
        const allowed = "policies are attached with a provider of the destination's account: set provider";
        refuse('attachPolicies', true, allowed);
      }
      if (copying.length > 0 && !goesToOthers) {
        const allowed =
          "only the policies of another account's bucket are attached: set destinationAccountId on its rules, or leave attachPolicies out";
        refuse('attachPolicies', true, allowed);
      }
      return refusals;
    }),
  ];
}

/** @param before - the rules before it */
function ruleRefusals(
  at: string,
  rule: ReplicationRule,
  before: readonly ReplicationRule[],
  sourceAccountId: string | undefined,
): readonly Refusal[] {
  const { destinationBucketName: name, destinationAccountId: accountId, ownerOverride } = rule;
  const refusals: Refusal[] = [];
  if (ownerOverride === true && accountId !== undefined && accountId === sourceAccountId) {
    const allowed = 'destinationAccountId is the account of the source, which owns the replicas already: leave it out';
    refusals.push({ prop: `${at}.ownerOverride`, given: true, allowed });
  }
  for (const prop of ['destinationAccountId', 'destinationRegion'] as const) {
    const given = rule[prop];
    const other = before.find((one) => one.destinationBucketName === name && one[prop] !== undefined)?.[prop];
    if (given === undefined || other === undefined || given === other || !isKnown(given) || !isKnown(other)) continue;
    const allowed = `a bucket is in one account and Region, and a rule before says "${other}" of ${name}`;
    refusals.push({ prop: `${at}.${prop}`, given, allowed });
  }
  return refusals;
}
