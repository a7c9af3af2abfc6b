import type { DoctorContext } from '../doctor/context';
import { requestPaymentPatch } from '../doctor/patches';
import { isRunnerError } from '../errors';
import { couldNotCheck, destinationsOf, ok, wrong, type Check, type Destination, type Finding } from './check';

async function requesterPays(bucket: string, { aws }: DoctorContext): Promise<Finding | undefined> {
  try {
    if (!(await aws.bucketSettings.requesterPays(bucket))) return undefined;
    return wrong(
      `requesters pay for the destination bucket '${bucket}', and S3 does not replicate into such a bucket`,
      'let the owner of the bucket pay',
      requestPaymentPatch(bucket),
    );
  } catch (error) {
    if (isRunnerError(error, 'denied'))
      return couldNotCheck(`'${bucket}': ${error.message} (looking needs s3:GetBucketRequestPayment)`);
    if (isRunnerError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** A rule keeps the Region that its bucket had when the rule was written. */
async function otherRegion(bucket: string, { target, regionOf }: DoctorContext): Promise<Finding | undefined> {
  const told = target.destinations.find((destination) => destination.bucket === bucket)?.region;
  const actual = await regionOf(bucket);
  if (told === undefined || actual === undefined || told === actual) return undefined;
  return wrong(
    `the destination bucket '${bucket}' is in ${actual}, and was in ${told} when Terraform wrote the rule; tasks would fail with DstBucketInvalidRegion`,
    'run terraform apply, so that the replication configuration is written again; if the bucket was made anew, check its settings',
  );
}

async function otherAccount(bucket: string, { target, rules, accountOf }: DoctorContext): Promise<Finding | undefined> {
  const rule = (await rules()).find((one) => one.destinationBucket === bucket);
  const named = rule?.destinationAccountId;
  if (rule === undefined || named === undefined) return undefined;
  const actual = await accountOf(bucket);
  if (actual === named || actual !== target.source.accountId) return undefined;
  const override =
    rule.ownerOverride === true
      ? ', and the owner override of the rule fails the tasks with DstPutObjectNotPermitted'
      : '';
  return wrong(
    `the rule '${rule.id}' names account ${named} for the destination bucket '${bucket}', which belongs to account ${actual}${override}`,
    `set account = "${actual}" in the destination block of the rule, or leave account and access_control_translation out`,
    { language: 'hcl', text: `destination {\n  bucket = "arn:aws:s3:::${bucket}"\n}` },
  );
}

async function look({ bucket }: Destination, context: DoctorContext): Promise<readonly Finding[]> {
  const found = await Promise.all([
    requesterPays(bucket, context),
    otherRegion(bucket, context),
    otherAccount(bucket, context),
  ]);
  const findings = found.filter((finding) => finding !== undefined);
  return findings.length > 0 ? findings : [ok(`'${bucket}'`)];
}

export const destinationSettingsCheck: Check<DoctorContext> = {
  id: 'destination-settings',
  title: 'destination buckets take replicas: who pays, Region and account',
  async run(context) {
    const destinations = await destinationsOf(context);
    return (await Promise.all(destinations.map((destination) => look(destination, context)))).flat();
  },
};
