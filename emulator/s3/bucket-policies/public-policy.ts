// Which policies of buckets are public, and whom Block Public Access keeps out because of one.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
import { childText, parseXml } from '../../http/xml';
import { readPolicy } from '../../iam/access/policy-match';
import type { PolicyDocument } from '../../iam/policy-language/policy-document';
import type { Bucket } from '../../world/bucket';

/** Conditions that tie a statement to somebody, so that it is not public. */
const NARROWING_KEYS = /^(aws:(principal|source|userid)|s3:(dataaccesspoint|x-amz-server-side))/i;

export function isPublic(document: PolicyDocument): boolean {
  return document.some(({ effect, principals, conditions }) => {
    const isForAnybody = principals?.items.some(({ type, value }) => type === 'AWS' && value === '*') === true;
    return effect === 'Allow' && isForAnybody && !conditions.some(({ key }) => NARROWING_KEYS.test(key));
  });
}

export function blocks(bucket: Bucket, setting: 'BlockPublicPolicy' | 'RestrictPublicBuckets'): boolean {
  const block = bucket.documents.get('publicAccessBlock');
  return block?.includes(setting) === true && childText(parseXml(block), setting) === 'true';
}

/** Whether nobody of this account is let in, whatever the policy says of it: the policy is public, and such buckets are restricted. */
export function keepsOut(bucket: Bucket, accountId: string): boolean {
  if (accountId === bucket.accountId) return false;
  const policy = bucket.documents.get('policy');
  if (policy === undefined || !blocks(bucket, 'RestrictPublicBuckets')) return false;
  return isPublic(readPolicy(policy, 'resource') ?? []);
}
