// The values of a settings file: what each looks like, in words for people and in patterns for editors.
import * as z from 'zod';
import {
  ACCOUNT_ID,
  BUCKET_NAME,
  bucketNameRefusals,
  kmsKeyArnRefusals,
  POLICY_ARN,
  principalArnRefusals,
  REGION,
  ROLE_ARN,
  ROLE_PATH,
  roleNameOf,
  TOPIC_ARN,
  TOPIC_NAME,
  type Shape,
} from '../refusals/aws-names';
import { folderRefusals, prefixRefusals } from '../refusals/prefixes';
import type { Refusal } from '../refusals/refusal';

export function shaped({ pattern, allowed }: Shape): z.ZodString {
  return z.string().regex(pattern, allowed);
}

function known(refusals: (prop: string, given: string) => readonly Refusal[]): z.ZodType<string> {
  return z.string().superRefine((given, context) => {
    for (const { allowed } of refusals('', given)) context.addIssue({ code: 'custom', message: allowed });
  });
}

/** A pattern for the JSON schema, and the words of the refusal for people. */
export const bucketName = z.string().regex(BUCKET_NAME, {
  error: ({ input }) => bucketNameRefusals('', String(input))[0]?.allowed,
});
export const bucketArn = z.string().regex(/^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
  error: ({ input }) =>
    `the ARN of a bucket is needed, like arn:aws:s3:::${BUCKET_NAME.test(String(input)) ? String(input) : 'my-replica'}`,
});
export const region = shaped(REGION);
export const accountId = shaped({ ...ACCOUNT_ID, allowed: `${ACCOUNT_ID.allowed}, in double quotes` });
export const roleArn = shaped(ROLE_ARN);
export const principalArn = known(principalArnRefusals);
export const topicArn = shaped(TOPIC_ARN);
export const policyArn = shaped(POLICY_ARN);
export const rolePath = shaped(ROLE_PATH);
export const topicName = shaped(TOPIC_NAME);
// 38 characters are taken for the beginning of a name, which goes on with what the role is for.
export const roleNamePrefix = shaped(roleNameOf(20));
export const tags = z.record(z.string(), z.string());
export const bucketKeys = z.enum(['none', 'some', 'all']);
export const prefix = known(prefixRefusals);
/** Empty, where keys only lose theirs. */
export const startOfKeys = z.string().superRefine((given, context) => {
  if (given === '') return;
  for (const { allowed } of prefixRefusals('', given)) context.addIssue({ code: 'custom', message: allowed });
});
export const folder = known(folderRefusals);
export const kmsKeyArn = known(kmsKeyArnRefusals);
