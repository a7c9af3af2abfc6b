// What is no fault of a copy, and may go otherwise than meant: what it overwrites, whose the copies are, and what happens to them next.
import { coverage } from '../../replication/prefix-coverage';
import { enabledOf } from '../../replication/read-rules';
import { visible } from '../../text/safe-text';
import { readable, type Readable } from '../asked/asked-once';
import { copierOf, copySides, ownerOf } from '../asked/copy-sides';
import { notAsked, type Caution, type Warning } from '../cautions/caution';

/** What may not be asked is told as such. */
function known<T>(read: Readable<T>, warn: (value: T) => readonly Warning[]): readonly Warning[] {
  return 'value' in read ? warn(read.value) : [notAsked(read.why)];
}

/** Without versions, what is overwritten is gone. */
const overwritesCaution: Caution = async (context) => {
  const bucket = copySides(context)?.destination.bucket;
  if (bucket === undefined) return [];
  const versioning = await context.aws.buckets.versioning(bucket);
  if (versioning === 'Enabled') return [];
  return [
    {
      warning: 'copy-overwrites',
      detail: `versioning of the destination bucket '${bucket}' is ${versioning === 'Suspended' ? 'suspended' : 'not enabled'}: an object that a copy overwrites cannot be brought back`,
      hint: 'enable versioning before, or overwrite nothing that is there',
    },
  ];
};

/** Without versions, what is deleted is gone. */
const deletesCaution: Caution = async (context) => {
  const bucket = copySides(context)?.destination.bucket;
  if (bucket === undefined || context.run.copyUses?.includes('delete') !== true) return [];
  const versioning = await readable(() => context.aws.buckets.versioning(bucket));
  if ('value' in versioning && versioning.value === 'Enabled') return [];
  const state =
    'why' in versioning
      ? `is not known (${versioning.why}): what is deleted may be gone for good`
      : versioning.value === 'Suspended'
        ? 'is suspended: what was written since, or before there was versioning, is gone for good when it is deleted'
        : 'is not enabled: what is deleted is gone for good';
  return [
    {
      warning: 'copy-deletes',
      detail: `versioning of the destination bucket '${bucket}' ${state}`,
      hint: 'enable versioning before, or leave out --delete',
    },
  ];
};

const retentionCaution: Caution = async (context) => {
  const bucket = copySides(context)?.destination.bucket;
  if (bucket === undefined) return [];
  const lock = await context.aws.bucketSettings.objectLock(bucket);
  if (lock?.defaultRetention === undefined) return [];
  return [
    {
      warning: 'copy-retention',
      detail: `the destination bucket '${bucket}' retains what is written there, by ${lock.defaultRetention} of Object Lock: copies cannot be deleted, nor what they overwrite, until that is over`,
      hint: 'try a small prefix first; what was copied wrongly stays, and is paid for',
    },
  ];
};

/** Where ACLs are on, whoever writes an object owns it, and the owner of the bucket may not even read it. */
const ownerCaution: Caution = async (context) => {
  const bucket = copySides(context)?.destination.bucket;
  const copier = await copierOf(context);
  if (bucket === undefined || 'why' in copier) return [];
  if ((await ownerOf(bucket, copier, context)) === copier.accountId) return [];
  const ownership = (await context.aws.bucketSettings.ownership(bucket)) ?? 'ObjectWriter';
  if (ownership === 'BucketOwnerEnforced') return [];
  return [
    {
      warning: 'copy-owner',
      detail: `the destination bucket '${bucket}' is of another account, and ACLs are on there (${ownership}): copies belong to account ${copier.accountId}, which writes them`,
      hint: 'copy with an identity of the account of the destination, or let that account switch ACLs off (BucketOwnerEnforced)',
    },
  ];
};

/** What a rule replicates, Batch Replication brings to the same place with more of what it is. */
const besideReplicationCaution: Caution = async (context) => {
  const sides = copySides(context);
  if (sides === undefined) return [];
  const { source, destination } = sides;
  return known(await context.replicationOf(source.bucket), (found) => {
    const rule = enabledOf(found?.rules ?? []).find(
      (one) => one.destinationBucket === destination.bucket && coverage(one, source.prefix) !== 'none',
    );
    if (rule === undefined || source.prefix !== destination.prefix) return [];
    return [
      {
        warning: 'copy-beside-replication',
        detail: `the rule '${visible(rule.id)}' of '${source.bucket}' replicates to '${destination.bucket}': a copy is another version there, with an id and a date of its own`,
        hint: 'existing objects come to the destination of a rule by Batch Replication (s3-backfill run), which keeps versions, ids and dates',
      },
    ];
  });
};

/** Copies are new objects of their bucket: its rules take them further, which is paid for. */
const onwardCaution: Caution = async (context) => {
  const destination = copySides(context)?.destination;
  if (destination === undefined) return [];
  return known(await context.replicationOf(destination.bucket), (found) => {
    const rules = enabledOf(found?.rules ?? []).filter((one) => coverage(one, destination.prefix) !== 'none');
    if (rules.length === 0) return [];
    const places = [...new Set(rules.map(({ destinationBucket }) => `'${visible(destinationBucket)}'`))].join(', ');
    return [
      {
        warning: 'copy-replicated-onward',
        detail: `the destination bucket '${destination.bucket}' is replicated itself, to ${places}: each copy is carried on, with its requests, its transfer and its storage`,
        hint: 'if that is not meant, disable the rule while the copy runs, or choose a prefix that it leaves out',
      },
    ];
  });
};

export const COPY_CAUTIONS: readonly Caution[] = [
  overwritesCaution,
  deletesCaution,
  retentionCaution,
  ownerCaution,
  besideReplicationCaution,
  onwardCaution,
];
