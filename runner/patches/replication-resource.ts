// A replication configuration as S3 has it, in HCL: every rule with all that it says, so that nothing is lost where it is pasted.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html
import { block, Expression, label, resource, type Hcl, type HclObject, type Part } from './hcl';
import type { WrittenRule } from './mend';

type Lines = readonly Part[];

function isObject(value: Hcl | undefined): value is HclObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Expression);
}

/** What of S3's rule is not known here: then it cannot be written without a loss. */
class Unwritable extends Error {}

/** Reads the members of an object, and minds those that nobody has asked for. */
class Members {
  private readonly unread: Set<string>;

  constructor(private readonly of: HclObject) {
    this.unread = new Set(Object.keys(of).filter((name) => of[name] !== undefined));
  }

  value(name: string): Hcl | undefined {
    this.unread.delete(name);
    return this.of[name];
  }

  inside(name: string): Members | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw new Unwritable(name);
    return new Members(value);
  }

  done(): void {
    if (this.unread.size > 0) throw new Unwritable([...this.unread].join(', '));
  }
}

function line(name: string, value: Hcl | undefined): Lines {
  return value === undefined ? [] : [{ [name]: value }];
}

/** A block of what `write` reads from the member; none where there is no such member. */
function inner(head: string, members: Members | undefined, write: (members: Members) => Lines): Lines {
  if (members === undefined) return [];
  const lines = write(members);
  members.done();
  return [block(head, ...lines)];
}

const status = (members: Members): Lines => line('status', members.value('Status'));

function tag(members: Members): Lines {
  return [...line('key', members.value('Key')), ...line('value', members.value('Value'))];
}

function tagsOf(list: Hcl | undefined): Lines {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw new Unwritable('Tags');
  const tags = (list as readonly Hcl[]).map((one) => {
    const [key, value] = isObject(one) ? [one['Key'], one['Value']] : [];
    if (typeof key !== 'string' || typeof value !== 'string') throw new Unwritable('Tags');
    return [key, value] as const;
  });
  return line('tags', Object.fromEntries(tags));
}

function filter(members: Members): Lines {
  return [
    ...line('prefix', members.value('Prefix')),
    ...inner('tag', members.inside('Tag'), tag),
    ...inner('and', members.inside('And'), (and) => [
      ...line('prefix', and.value('Prefix')),
      ...tagsOf(and.value('Tags')),
    ]),
  ];
}

/** Minutes, of replication time and of its metrics. */
function minutes(head: string, members: Members | undefined): Lines {
  return inner(head, members, (time) => line('minutes', time.value('Minutes')));
}

function destination(members: Members): Lines {
  return [
    ...line('bucket', members.value('Bucket')),
    ...line('account', members.value('Account')),
    ...line('storage_class', members.value('StorageClass')),
    ...inner('access_control_translation', members.inside('AccessControlTranslation'), (translation) =>
      line('owner', translation.value('Owner')),
    ),
    ...inner('encryption_configuration', members.inside('EncryptionConfiguration'), (encryption) =>
      line('replica_kms_key_id', encryption.value('ReplicaKmsKeyID')),
    ),
    ...inner('replication_time', members.inside('ReplicationTime'), (time) => [
      ...status(time),
      ...minutes('time', time.inside('Time')),
    ]),
    ...inner('metrics', members.inside('Metrics'), (metrics) => [
      ...status(metrics),
      ...minutes('event_threshold', metrics.inside('EventThreshold')),
    ]),
  ];
}

function selection(members: Members): Lines {
  return [
    ...inner('replica_modifications', members.inside('ReplicaModifications'), status),
    ...inner('sse_kms_encrypted_objects', members.inside('SseKmsEncryptedObjects'), status),
  ];
}

/** Rules of the older schema have no filter, and replicate delete markers. */
function inNewerSchema(rule: WrittenRule): WrittenRule {
  if (rule['Filter'] !== undefined) return { DeleteMarkerReplication: { Status: 'Disabled' }, ...rule };
  const { Prefix = '', ...rest } = rule;
  return { ...rest, Filter: { Prefix }, DeleteMarkerReplication: { Status: 'Enabled' } };
}

function ruleBlock(written: WrittenRule): string {
  const members = new Members(inNewerSchema(written));
  const lines = [
    ...line('id', members.value('ID')),
    ...line('priority', members.value('Priority')),
    ...status(members),
    ...inner('filter', members.inside('Filter'), filter),
    ...inner('delete_marker_replication', members.inside('DeleteMarkerReplication'), status),
    ...inner('existing_object_replication', members.inside('ExistingObjectReplication'), status),
    ...inner('source_selection_criteria', members.inside('SourceSelectionCriteria'), selection),
    ...inner('destination', members.inside('Destination'), destination),
  ];
  members.done();
  return block('rule', ...lines);
}

/** Undefined: it says something that HCL has no word for, or that is not known here. */
export function replicationResource(
  bucket: string,
  roleArn: string,
  rules: readonly WrittenRule[],
): string | undefined {
  try {
    const head = { bucket, role: roleArn };
    return resource('aws_s3_bucket_replication_configuration', label(bucket), head, ...rules.map(ruleBlock));
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}
