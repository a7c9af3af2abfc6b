// Workgroups: where results go, how much one query may read, and whether a request may say otherwise.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html
import * as z from 'zod';
import { requestTagKeys } from '../iam/access/request-keys';
import { authorize, isHere, pageOf, readInput } from '../monitoring/monitoring-call';
import { TAGS } from '../monitoring/resource-tags';
import type { WorkGroup, WorkGroupConfiguration } from '../world/serverless/athena-query';
import {
  invalidRequest,
  NAME,
  openWorkGroup,
  PAGE,
  s3Place,
  seconds,
  workGroupArn,
  type Answer,
  type AthenaCall,
  type AthenaOperations,
} from './athena-call';

export const WORK_GROUP_OPERATIONS: AthenaOperations = {
  CreateWorkGroup: create,
  GetWorkGroup: (call) => ({ WorkGroup: told(openWorkGroup(call, readInput(call, NAMED).WorkGroup)) }),
  ListWorkGroups: list,
  UpdateWorkGroup: update,
  DeleteWorkGroup: remove,
};

const ENCRYPTION = z.strictObject({
  EncryptionOption: z.enum(['SSE_S3', 'SSE_KMS']),
  KmsKey: z.string().optional(),
});
const ACCOUNT_ID = z.string().regex(/^\d{12}$/);
export const RESULT_CONFIGURATION = z.strictObject({
  OutputLocation: z.string().optional(),
  EncryptionConfiguration: ENCRYPTION.optional(),
  ExpectedBucketOwner: ACCOUNT_ID.optional(),
});
const CUTOFF = z.int().min(10_000_000, 'Member must have value greater than or equal to 10000000');
const ENGINE = z.strictObject({
  SelectedEngineVersion: z.enum(['AUTO', 'Athena engine version 3']).default('AUTO'),
  EffectiveEngineVersion: z.string().optional(),
});
const ENGINE_3 = 'Athena engine version 3';

const CONFIGURATION = z.strictObject({
  ResultConfiguration: RESULT_CONFIGURATION.optional(),
  EnforceWorkGroupConfiguration: z.boolean().default(true),
  PublishCloudWatchMetricsEnabled: z.boolean().default(true),
  BytesScannedCutoffPerQuery: CUTOFF.optional(),
  RequesterPaysEnabled: z.literal(false).default(false),
  EngineVersion: ENGINE.default({ SelectedEngineVersion: 'AUTO' }),
});
const UPDATES = z.strictObject({
  EnforceWorkGroupConfiguration: z.boolean().optional(),
  ResultConfigurationUpdates: RESULT_CONFIGURATION.extend({
    RemoveOutputLocation: z.boolean().optional(),
    RemoveEncryptionConfiguration: z.boolean().optional(),
    RemoveExpectedBucketOwner: z.boolean().optional(),
    RemoveAclConfiguration: z.boolean().optional(),
  }).optional(),
  PublishCloudWatchMetricsEnabled: z.boolean().optional(),
  BytesScannedCutoffPerQuery: CUTOFF.optional(),
  RemoveBytesScannedCutoffPerQuery: z.boolean().optional(),
  RequesterPaysEnabled: z.literal(false).optional(),
  EngineVersion: ENGINE.optional(),
});
const NAMED = z.strictObject({ WorkGroup: NAME });
const DESCRIPTION = z.string().max(1024);

function engineOf({ SelectedEngineVersion }: z.output<typeof ENGINE>): WorkGroupConfiguration['EngineVersion'] {
  return { SelectedEngineVersion, EffectiveEngineVersion: ENGINE_3 };
}

function checkLocation(location: string | undefined): void {
  if (location !== undefined && s3Place(location) === undefined)
    throw invalidRequest('outputLocation is not a valid S3 path.');
}

function create(call: AthenaCall): Answer {
  const { world, request } = call;
  const { Name, Configuration, Description, Tags } = readInput(
    call,
    z.strictObject({
      Name: NAME,
      Configuration: CONFIGURATION.prefault({}),
      Description: DESCRIPTION.default(''),
      Tags: TAGS.default([]),
    }),
  );
  const arn = workGroupArn(call, Name);
  const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  const context = requestTagKeys(tags);
  authorize(call, 'athena:CreateWorkGroup', arn, { context });
  if (tags.size > 0) authorize(call, 'athena:TagResource', arn, { context });
  if (world.workGroups.has(arn)) throw invalidRequest('WorkGroup is already created');
  checkLocation(Configuration.ResultConfiguration?.OutputLocation);
  world.workGroups.set(arn, {
    arn,
    accountId: request.caller.accountId,
    region: request.region,
    name: Name,
    createdMs: world.clock.now(),
    tags,
    description: Description,
    state: 'ENABLED',
    configuration: { ...Configuration, EngineVersion: engineOf(Configuration.EngineVersion) },
  });
  return {};
}

function inShort({ name, state, description, createdMs, configuration }: WorkGroup): Answer {
  return {
    Name: name,
    State: state,
    Description: description,
    CreationTime: seconds(createdMs),
    EngineVersion: configuration.EngineVersion,
  };
}

function told(group: WorkGroup): Answer {
  const { EngineVersion, ...short } = inShort(group);
  const configuration = { EnableMinimumEncryptionConfiguration: false, ...group.configuration, EngineVersion };
  return { ...short, Configuration: configuration };
}

function list(call: AthenaCall): Answer {
  const { MaxResults, NextToken } = readInput(call, z.strictObject(PAGE));
  authorize(call, 'athena:ListWorkGroups', '*');
  const all = [...call.world.workGroups.values()].filter((one) => isHere(call, one)).map(inShort);
  const { items, ...rest } = pageOf(all, MaxResults, NextToken, () => invalidRequest('NextToken is not valid'));
  return { WorkGroups: items, ...rest };
}

function update(call: AthenaCall): Answer {
  const { WorkGroup, Description, ConfigurationUpdates, State } = readInput(
    call,
    NAMED.extend({
      Description: DESCRIPTION.optional(),
      ConfigurationUpdates: UPDATES.optional(),
      State: z.enum(['ENABLED', 'DISABLED']).optional(),
    }),
  );
  const group = openWorkGroup(call, WorkGroup);
  group.description = Description ?? group.description;
  group.state = State ?? group.state;
  if (ConfigurationUpdates !== undefined) group.configuration = updated(group.configuration, ConfigurationUpdates);
  return {};
}

function updated(before: WorkGroupConfiguration, updates: z.output<typeof UPDATES>): WorkGroupConfiguration {
  const { ResultConfigurationUpdates, RemoveBytesScannedCutoffPerQuery, EngineVersion, ...others } = updates;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const { BytesScannedCutoffPerQuery, ...rest } = { ...before, ...given };
  return {
    ...rest,
    ...(RemoveBytesScannedCutoffPerQuery === true ? {} : { BytesScannedCutoffPerQuery }),
    ...(ResultConfigurationUpdates === undefined
      ? {}
      : { ResultConfiguration: updatedResult(before.ResultConfiguration ?? {}, ResultConfigurationUpdates) }),
    ...(EngineVersion === undefined ? {} : { EngineVersion: engineOf(EngineVersion) }),
  };
}

function updatedResult(
  before: NonNullable<WorkGroupConfiguration['ResultConfiguration']>,
  updates: NonNullable<z.output<typeof UPDATES>['ResultConfigurationUpdates']>,
): NonNullable<WorkGroupConfiguration['ResultConfiguration']> {
  checkLocation(updates.OutputLocation);
  const chosen = <Value>(remove: boolean | undefined, now: Value | undefined, then: Value | undefined) =>
    remove === true ? undefined : (now ?? then);
  return {
    OutputLocation: chosen(updates.RemoveOutputLocation, updates.OutputLocation, before.OutputLocation),
    EncryptionConfiguration: chosen(
      updates.RemoveEncryptionConfiguration,
      updates.EncryptionConfiguration,
      before.EncryptionConfiguration,
    ),
    ExpectedBucketOwner: chosen(
      updates.RemoveExpectedBucketOwner,
      updates.ExpectedBucketOwner,
      before.ExpectedBucketOwner,
    ),
  };
}

/** Its queries go with it. */
function remove(call: AthenaCall): Answer {
  const { world } = call;
  const { WorkGroup, RecursiveDeleteOption } = readInput(
    call,
    NAMED.extend({ RecursiveDeleteOption: z.boolean().default(false) }),
  );
  const { arn } = openWorkGroup(call, WorkGroup);
  const queries = [...world.queries.values()].filter(({ workGroupArn: of }) => of === arn);
  if (queries.length > 0 && !RecursiveDeleteOption) throw invalidRequest(`WorkGroup ${WorkGroup} is not empty`);
  for (const { id } of queries) world.queries.delete(id);
  world.workGroups.delete(arn);
  return {};
}

export const WORK_GROUP_TAGS = {
  service: 'athena',
  arnField: 'ResourceARN',
  find: ({ world }: AthenaCall, arn: string): WorkGroup | undefined => world.workGroups.get(arn),
} as const;
