// Wherever a construct takes a text, it takes one that only Terraform knows: a reference comes out, no error and no wrong check.
// The list of props is that of the sources, so that a new one is tried too.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, type TerraformStack, TerraformVariable } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { declarationsIn } from '../../../docs/tables/declarations';
import {
  AthenaEvidence,
  type AthenaEvidenceProps,
  type AthenaInventoryOptions,
  AfterCare,
  type AfterCareProps,
  BatchCopy,
  type BatchCopyProps,
  BatchCopyRole,
  type BatchCopyRoleProps,
  BatchJobRole,
  type BatchJobRoleProps,
  BatchReplication,
  type BatchReplicationProps,
  DataBucket,
  type DataBucketProps,
  DataSyncCopy,
  InventoryCopy,
  type InventoryCopyProps,
  type DataSyncCopyProps,
  DestinationAccess,
  type DestinationAccessProps,
  JobEvents,
  type JobEventsProps,
  ReplicationAlarms,
  type ReplicationAlarmsProps,
  ReplicationConfiguration,
  type ReplicationConfigurationProps,
  ReplicationRole,
  type ReplicationRoleProps,
  type ReplicationRule,
  ReportBucket,
  type ReportBucketProps,
} from '../../../modules';
import { resolveRules } from '../../../modules/replication/rule';
import { newStack, synthesize } from '../synthesis';

const MODULES = declarationsIn('modules');
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::111122223333:role/replication';

const INVENTORY: AthenaInventoryOptions = { bucketName: 'lists', inventoryId: 'all' };
const INVENTORIES = { sourceInventory: INVENTORY, destinationInventory: INVENTORY };

const RULES: readonly ReplicationRule[] = [{ destinationBucketName: 'replica', metrics: true }];
const RESOLVED = resolveRules(RULES);
const BATCH: BatchReplicationProps = { sourceBucketName: 'source', rules: RULES, reportBucketName: 'reports' };
const PARTS: ReplicationRoleProps = { sourceBucketName: 'source', destinationBucketNames: ['replica'] };

/** A construct with one more prop, whose value only Terraform knows. */
type Build = (stack: TerraformStack, given: object, prop: string) => unknown;

const batch = (stack: TerraformStack, more: Partial<BatchReplicationProps>) =>
  new BatchReplication(stack, 'made', { ...BATCH, ...more });

const BUILDS: Readonly<Record<string, Build>> = {
  BatchReplicationProps(stack, given, prop) {
    // The short forms stand for what they are short for.
    const { rules, reportBucketName, ...rest } = BATCH;
    return new BatchReplication(stack, 'made', {
      ...rest,
      ...(prop === 'destinationBucketName' ? {} : { rules: rules ?? [] }),
      ...(reportBucketName === undefined ? {} : { reportBucketName }),
      ...given,
    });
  },
  ReplicationRule(stack, given, prop) {
    const more = prop === 'destinationAccountId' ? { ownerOverride: true } : {};
    return batch(stack, {
      rules: [{ ...RULES[0], destinationBucketName: 'replica', ...more, ...given }],
      sourceKmsKeyArns: [KEY],
    });
  },
  RoleOptions: (stack, given) => batch(stack, { replicationRole: given }),
  DestinationOptions(stack, given) {
    const provider = new AwsProvider(stack, 'there', { alias: 'there' });
    const { bucketName = 'destination' } = given as { bucketName?: string };
    const rules = [{ destinationBucketName: bucketName, destinationAccountId: '444455556666' }];
    return batch(stack, { rules, destinations: [{ ...given, bucketName, provider, attachPolicies: true }] });
  },
  ReplicationConfigurationProps: (stack, given) =>
    new ReplicationConfiguration(stack, 'made', {
      ...({
        sourceBucketName: 'source',
        replicationRoleArn: ROLE,
        rules: RULES,
      } satisfies ReplicationConfigurationProps),
      ...given,
    }),
  ReplicationRoleProps: (stack, given) => new ReplicationRole(stack, 'made', { ...PARTS, ...given }),
  BatchJobRoleProps: (stack, given) =>
    new BatchJobRole(stack, 'made', {
      ...({ sourceBucketName: 'source', report: { bucketName: 'reports' } } satisfies BatchJobRoleProps),
      ...given,
    }),
  BatchCopyProps(stack, given, prop) {
    const more = prop === 'callerArns' ? { destinationAccountId: '444455556666' } : {};
    const props: BatchCopyProps = {
      sourceBucketName: 'source',
      destinationBucketName: 'copies',
      reportBucketName: 'reports',
    };
    return new BatchCopy(stack, 'made', { ...props, ...more, ...given });
  },
  BatchCopyOptions: (stack, given) => batch(stack, { batchCopy: { destinationBucketName: 'copies', ...given } }),
  BatchCopyRoleProps: (stack, given) =>
    new BatchCopyRole(stack, 'made', {
      ...({
        sourceBucketName: 'source',
        destination: { bucketName: 'copies' },
        report: { bucketName: 'reports' },
      } satisfies BatchCopyRoleProps),
      ...given,
    }),
  InventoryCopyProps(stack, given, prop) {
    const more = prop === 'callerArns' ? { destinationAccountId: '444455556666' } : {};
    const props: InventoryCopyProps = {
      sourceBucketName: 'source',
      destinationBucketName: 'copies',
      reportBucket: { existing: 'reports' },
      archivePath: __filename,
    };
    return new InventoryCopy(stack, 'made', { ...props, ...more, ...given });
  },
  InventoryRoleOptions: (stack, given) =>
    new InventoryCopy(stack, 'made', {
      sourceBucketName: 'source',
      destinationBucketName: 'copies',
      reportBucket: { existing: 'reports' },
      archivePath: __filename,
      role: given,
    }),
  DataSyncCopyProps(stack, given, prop) {
    const more = prop === 'callerArns' ? { destinationAccountId: '444455556666' } : {};
    const basic = prop === 'logRetentionDays' ? { taskMode: 'BASIC' as const } : {};
    const props: DataSyncCopyProps = {
      sourceBucketName: 'source',
      destinationBucketName: 'copies',
      reportBucketName: 'reports',
    };
    return new DataSyncCopy(stack, 'made', { ...props, ...more, ...basic, ...given });
  },
  AthenaOptions: (stack, given) => batch(stack, { athena: { ...INVENTORIES, ...given } }),
  AthenaInventoryOptions: (stack, given) =>
    batch(stack, { athena: { ...INVENTORIES, sourceInventory: { ...INVENTORY, ...given } } }),
  AthenaEvidenceProps(stack, given) {
    const props: AthenaEvidenceProps = {
      ...INVENTORIES,
      sourceBucketName: 'source',
      destinationBucketName: 'copies',
      reportBucketName: 'reports',
    };
    const { handoff } = new AthenaEvidence(stack, 'made', { ...props, ...given });
    new TerraformOutput(stack, 'handoff', { value: handoff });
  },
  BucketLocation: (stack, given) =>
    new BatchJobRole(stack, 'made', { sourceBucketName: 'source', report: { bucketName: 'reports', ...given } }),
  ReportBucketProps: (stack, given) =>
    new ReportBucket(stack, 'made', { ...({ bucketName: 'reports' } satisfies ReportBucketProps), ...given }),
  DestinationAccessProps(stack, given) {
    const props: DestinationAccessProps = { replicationRoleArn: ROLE, bucketName: 'replica', kmsKeyArns: [KEY] };
    const attachWith = new AwsProvider(stack, 'there', { alias: 'there' });
    return new DestinationAccess(stack, 'made', { ...props, attachWith, ...given });
  },
  DataBucketProps: (stack, given) =>
    new DataBucket(stack, 'made', { ...({ bucketName: 'data' } satisfies DataBucketProps), ...given }),
  AfterCareOptions: (stack, given) => batch(stack, { afterCare: { alarms: {}, jobStates: ['Failed'], ...given } }),
  AfterCareProps: (stack, given) =>
    new AfterCare(stack, 'made', {
      ...({ sourceBucketName: 'source', rules: RESOLVED, alarms: {} } satisfies AfterCareProps),
      ...given,
    }),
  AlarmOptions: (stack, given) => batch(stack, { afterCare: { alarms: given } }),
  ReplicationAlarmsProps: (stack, given) =>
    new ReplicationAlarms(stack, 'made', {
      ...({ sourceBucketName: 'source', rules: RESOLVED } satisfies ReplicationAlarmsProps),
      ...given,
    }),
  JobEventsProps: (stack, given) =>
    new JobEvents(stack, 'made', {
      ...({ targetArn: 'arn:aws:sqs:eu-west-1:111122223333:q' } satisfies JobEventsProps),
      ...given,
    }),
};

/** Texts that have to be known when the stack is synthesized, and why. */
const KNOWN_AT_SYNTHESIS: Readonly<Record<string, string>> = {
  'BatchReplicationProps.handoffName': 'it is part of the address of an output',
  'BatchCopyProps.handoffName': 'it is part of the address of an output',
  'DataSyncCopyProps.handoffName': 'it is part of the address of an output',
  'InventoryCopyProps.handoffName': 'it is part of the address of an output',
};

const CASES = Object.keys(BUILDS).flatMap((name) =>
  MODULES.fieldsOf(name)
    .filter(({ type }) => ['string', 'string[]', 'number', 'Record<string, string>'].includes(type))
    .filter((field) => !(`${name}.${field.name}` in KNOWN_AT_SYNTHESIS))
    .map((field) => [name, field.name, field.type] as const),
);

function valueOf(type: string, variable: TerraformVariable): unknown {
  if (type === 'number') return variable.numberValue;
  if (type === 'string[]') return [variable.stringValue];
  return type === 'string' ? variable.stringValue : { key: variable.stringValue };
}

describe('a value that only Terraform knows', () => {
  it.each(CASES)('arrives as a reference: %s, %s (%s)', (name, prop, type) => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, 'unknown', {});
    const more = prop === 'ownerOverrideBucketNames' ? { destinationBucketNames: [variable.stringValue] } : {};
    BUILDS[name]?.(stack, { ...more, [prop]: valueOf(type, variable) }, prop);
    const made = synthesize(stack);
    const written = [
      ...made.types.map((one) => made.resources(one)),
      made.data('aws_iam_policy_document'),
      made.outputs,
    ];
    expect(JSON.stringify(written)).toMatch(/\bvar\.unknown\b/);
  });

  it('is tried for every interface that people write', () => {
    const tried = new Set(CASES.map(([name]) => name));
    expect([...tried].sort()).toEqual(Object.keys(BUILDS).sort());
    expect(CASES.length).toBeGreaterThan(70);
  });

  it('is the name alone where a role is meant by its ARN, whatever its path', () => {
    const stack = newStack();
    const { stringValue: existingRoleArn } = new TerraformVariable(stack, 'unknown', {});
    new ReplicationRole(stack, 'token', { ...PARTS, existingRoleArn });
    new ReplicationRole(stack, 'by-hand', { ...PARTS, existingRoleArn: '${aws_iam_role.theirs.arn}' });
    expect(synthesize(stack).resources('aws_iam_role_policy')).toMatchObject({
      token_policy: { role: '${basename(var.unknown)}' },
      'by-hand_policy': { role: '${basename("${aws_iam_role.theirs.arn}")}' },
    });
  });

  it('is refused as a whole list, which cannot be taken apart, with what to write instead', () => {
    const stack = newStack();
    const { listValue } = new TerraformVariable(stack, 'unknown', {});
    const props: BatchReplicationProps = { ...BATCH, sourceKmsKeyArns: listValue };
    expect(() => new BatchReplication(stack, 'made', props)).toThrow(
      /sourceKmsKeyArns: got .*; a list that only Terraform knows cannot be taken apart: write its members one by one/,
    );
    const short = { sourceBucketName: 'source', destinationBucketName: 'replica', reportBucketName: 'reports' };
    expect(() => new BatchReplication(stack, 'short', { ...short, prefixes: listValue })).toThrow(
      /prefixes: got .*one by one/,
    );
  });
});
