// The values of a settings file: what each looks like, in words for people and in patterns for editors.
import { z } from 'zod';
import { BUCKET_NAME, bucketNameRefusals, kmsKeyArnRefusals } from '../refusals/aws-names';
import { folderRefusals, prefixRefusals } from '../refusals/prefixes';
import { type Refusal } from '../refusals/refusal';

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
export const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "a Region's name looks like eu-west-1");
export const accountId = z.string().regex(/^\d{12}$/, 'an account id has twelve digits, in double quotes');
export const roleArn = z
  .string()
  .regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, "a role's ARN looks like arn:aws:iam::111122223333:role/name");
export const topicArn = z
  .string()
  .regex(
    /^arn:[^:]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/,
    'the ARN of a topic looks like arn:aws:sns:eu-west-1:111122223333:name',
  );
export const policyArn = z
  .string()
  .regex(
    /^arn:[^:]+:iam::(\d{12}|aws):policy\/.+$/,
    'the ARN of a policy looks like arn:aws:iam::111122223333:policy/name',
  );
export const tags = z.record(z.string(), z.string());
export const bucketKeys = z.enum(['none', 'some', 'all']);
export const prefix = known(prefixRefusals);
export const folder = known(folderRefusals);
export const kmsKeyArn = known(kmsKeyArnRefusals);
