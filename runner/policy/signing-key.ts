// What whoever signs certificates by a key of KMS has to be granted. A policy names keys and no aliases: who is to use one by its alias is
// bound to that by a condition.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-request-alias
import { partitionOf } from '../text/arn';
import type { Grant } from './policy-document';

/** The place that permissions on it name. */
const SIGNING_KEY = 'signing key';

/** @param key ARN of a key or of an alias, or `alias/…` in the Region and account of the source */
export function signingKeyGranted(
  key: string,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): Pick<Grant, 'resources' | 'condition'> {
  const [, beginning = `arn:${partitionOf(region)}:kms:${region}:${accountId}:`, alias] =
    /^(arn:[^/]*:)?(alias\/.*)$/.exec(key) ?? [];
  if (alias === undefined) return { resources: [key] };
  return { resources: [`${beginning}key/*`], condition: { StringEquals: { 'kms:RequestAlias': alias } } };
}

/** What a run that signs needs beside. */
export function signingGrants(key: string, source: Parameters<typeof signingKeyGranted>[1]): readonly Grant[] {
  return ['kms:GetPublicKey', 'kms:Sign'].map((action) => ({
    action,
    on: SIGNING_KEY,
    ...signingKeyGranted(key, source),
  }));
}
