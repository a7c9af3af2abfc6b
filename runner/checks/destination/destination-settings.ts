import { whereIs } from '../asked/where-is';
import type { CheckContext } from '../asked/asked-once';
import { requestPaymentPatch, unblockedPatch } from '../../patches/bucket-patches';
import { commands } from '../../patches/commands';
import { ownDestinationMend } from '../../patches/rule-patches';
import { isRunnerError } from '../../ports/errors';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { Destination } from '../asked/asked-once';
import type { Patch } from '../../events/check-events';
import type { ReplicationRule } from '../../ports/s3/replication';
import { rulesThatMaySelect } from '../../replication/rule-selects';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';

async function requesterPays(bucket: string, context: CheckContext): Promise<Finding | undefined> {
  try {
    if (!(await context.aws.bucketSettings.requesterPays(bucket))) return undefined;
    return wrong(
      `requesters pay for the destination bucket '${bucket}', and S3 does not replicate into such a bucket`,
      'let the owner of the bucket pay',
      requestPaymentPatch(bucket, await whereIs(bucket, context)),
    );
  } catch (error) {
    if (isRunnerError(error, 'denied'))
      return couldNotCheck(`'${bucket}': ${error.message} (looking needs s3:GetBucketRequestPayment)`);
    if (isRunnerError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** S3 shows the headers of nothing under SSE-C, which tells what is. */
async function customerKeysBlocked(bucket: string, context: CheckContext): Promise<Finding | undefined> {
  const sampled = await context.sample();
  const rules = await context.rules();
  const concerned = ('value' in sampled ? sampled.value.versions : []).filter(
    ({ customerKey, entry }) =>
      customerKey === true &&
      rulesThatMaySelect(entry.key, rules).some(({ destinationBucket }) => destinationBucket === bucket),
  );
  const [first] = concerned;
  if (first === undefined) return undefined;
  const read = await context.encryption(bucket);
  const those = `${counted(concerned.length, 'object version')} looked at, '${visible(first.entry.key)}' for example,`;
  const are = concerned.length === 1 ? 'is' : 'are';
  if ('why' in read)
    return couldNotCheck(
      `${those} ${are} under a customer's key (SSE-C), and whether '${bucket}' takes such replicas could not be read: ${read.why} (looking needs s3:GetEncryptionConfiguration)`,
    );
  if (read.value?.blocksCustomerKeys !== true) return undefined;
  return wrong(
    `${those} ${are} under a customer's key (SSE-C), and the destination bucket '${bucket}' blocks such uploads, replicas too; tasks would fail with DstPutObjectNotPermitted`,
    `let the default encryption of the bucket block nothing (BlockedEncryptionTypes NONE), or leave out what is under SSE-C with --encryption`,
    unblockedPatch(bucket, read.value, await whereIs(bucket, context)),
  );
}

/** A rule keeps the Region that its bucket had when the rule was written. */
async function otherRegion(bucket: string, { target, regionOf }: CheckContext): Promise<Finding | undefined> {
  const told = target.destinations.find((destination) => destination.bucket === bucket)?.region;
  const actual = await regionOf(bucket);
  if (told === undefined || actual === undefined || told === actual) return undefined;
  return wrong(
    `the destination bucket '${bucket}' is in ${actual}, and was in ${told} when Terraform wrote the rule; tasks would fail with DstBucketInvalidRegion`,
    'write the replication configuration again as it is, then run terraform apply; if the bucket was made anew, check its settings; if it never was elsewhere, write the handoff again (terraform output -json > outputs.json)',
    rewriting(target.source.bucket),
  );
}

/** S3 learns the Region of a destination when the configuration is written, and the handoff when Terraform is applied. */
function rewriting(bucket: string): Patch {
  const about = ['--bucket', bucket];
  const file = 'replication.json';
  const read = ['aws', 's3api', 'get-bucket-replication', ...about, '--query', 'ReplicationConfiguration'];
  const write = ['aws', 's3api', 'put-bucket-replication', ...about, '--replication-configuration', `file://${file}`];
  const [reading = '', writing = ''] = commands(read, write).text.split('\n');
  return { language: 'sh', text: `${reading} > ${file}\n${writing}\nterraform apply` };
}

/** Whoever asks with the id of another account than the owner's is not let in, which tells that it is another one. */
async function strangeAccount(
  bucket: string,
  { id, ownerOverride }: ReplicationRule,
  named: string,
  { bucketSettings }: CheckContext['aws'],
): Promise<Finding | undefined> {
  if ((await bucketSettings.isOwnedBy(bucket, named)) !== false) return undefined;
  const override = ownerOverride === true ? ', and gives it the replicas (access_control_translation)' : '';
  return wrong(
    `the rule '${visible(id)}' names account ${named} for the destination bucket '${bucket}'${override}, and the bucket belongs to another one`,
    'set account in the destination block of the rule to the account that owns the bucket; this is refused as long as it is the wrong one',
    commands(['aws', 's3api', 'head-bucket', '--bucket', bucket, '--expected-bucket-owner', named]),
  );
}

async function otherAccount(
  bucket: string,
  { target, aws, rules, accountOf }: CheckContext,
): Promise<Finding | undefined> {
  const rule = (await rules()).find((one) => one.destinationBucket === bucket);
  const named = rule?.destinationAccountId;
  if (rule === undefined || named === undefined) return undefined;
  const actual = await accountOf(bucket);
  if (actual !== target.source.accountId) return strangeAccount(bucket, rule, named, aws);
  if (actual === named) return undefined;
  const override =
    rule.ownerOverride === true
      ? ', and the owner override of the rule fails the tasks with DstPutObjectNotPermitted'
      : '';
  return wrong(
    `the rule '${rule.id}' names account ${named} for the destination bucket '${bucket}', which belongs to account ${actual}${override}`,
    `set account = "${actual}" in the destination block of the rule, or leave account and access_control_translation out`,
    ownDestinationMend(rule.id, bucket, target.source.region),
  );
}

async function look({ bucket }: Destination, context: CheckContext): Promise<readonly Finding[]> {
  const found = await Promise.all([
    requesterPays(bucket, context),
    customerKeysBlocked(bucket, context),
    otherRegion(bucket, context),
    otherAccount(bucket, context),
  ]);
  const findings = found.filter((finding) => finding !== undefined);
  return findings.length > 0 ? findings : [ok(`'${bucket}'`)];
}

export const destinationSettingsCheck: Check = {
  id: 'destination-settings',
  title: 'destination buckets take replicas: who pays, Region, account and keys of customers',
  async run(context) {
    const destinations = await context.destinations();
    return (await Promise.all(destinations.map((destination) => look(destination, context)))).flat();
  },
};
