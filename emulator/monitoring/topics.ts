// Topics of SNS and their attributes, of which the policy is the one that matters: it lets CloudWatch and EventBridge in.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
import * as z from 'zod';
import { parsePolicyDocument } from '../iam/policy-language/policy-document';
import { notEmulated, ServiceError } from '../http/service';
import { arnHere, authorize, readInput, type MonitoringCall, type MonitoringOperations } from './monitoring-call';
import { requestTags, TAGS, tagOperations, withTags } from './resource-tags';
import type { Topic } from '../world/sns-topic';
import type { MoreOnAccess } from '../iam/access/caller-permission';

export const TOPIC_OPERATIONS: MonitoringOperations = {
  CreateTopic: createTopic,
  GetTopicAttributes: getAttributes,
  SetTopicAttributes: setAttributes,
  DeleteTopic: deleteTopic,
  ...tagOperations({
    service: 'sns',
    arnField: 'ResourceArn',
    find: ({ world }, arn) => world.topics.get(arn),
    access: accessTo,
  }),
};

const DISPLAY_NAME = z.string().max(100);

const CREATE_TOPIC = z.strictObject({
  Name: z.string(),
  Attributes: z.strictObject({ DisplayName: DISPLAY_NAME.optional(), Policy: z.string().optional() }).default({}),
  Tags: TAGS.default([]),
});

/** A topic that is there already is found, if it is the same in all that was given. */
function createTopic(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { world, request, invalid } = call;
  const { Name, Attributes, Tags } = readInput(call, CREATE_TOPIC);
  if (Name.endsWith('.fifo')) throw new ServiceError(501, 'NotImplemented', 'FIFO topics are not emulated.');
  if (!/^[\w-]{1,256}$/.test(Name)) throw invalid('Topic Name');
  const arn = arnHere(call, 'sns', Name);
  const context = requestTags(Tags);
  authorize(call, 'sns:CreateTopic', arn, { ...accessTo(call, arn), context });
  if (Tags.length > 0) authorize(call, 'sns:TagResource', arn, { ...accessTo(call, arn), context });
  const tags = withTags(call, Tags);
  if (Attributes.Policy !== undefined) checkPolicy(call, Attributes.Policy);
  const before = world.topics.get(arn);
  if (before !== undefined) {
    const { DisplayName = before.displayName, Policy = before.policy } = Attributes;
    if (DisplayName !== before.displayName || Policy !== before.policy)
      throw invalid('Attributes Reason: Topic already exists with different attributes');
    if (tags.size > 0 && !isSame(tags, before.tags))
      throw invalid('Tags Reason: Topic already exists with different tags');
    return { TopicArn: arn };
  }
  const { accountId } = request.caller;
  const { DisplayName = '', Policy = defaultPolicy(arn, accountId) } = Attributes;
  world.topics.set(arn, {
    arn,
    accountId,
    region: request.region,
    tags,
    displayName: DisplayName,
    sampleRates: new Map(),
    policy: Policy,
  });
  return { TopicArn: arn };
}

function isSame(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return some.size === others.size && [...some].every(([key, value]) => others.get(key) === value);
}

/** What a topic that is made without one gets: it leaves everything to its account. */
function defaultPolicy(arn: string, accountId: string): string {
  const verbs = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...verbs, 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'].map((verb) => `SNS:${verb}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

function checkPolicy({ invalid }: MonitoringCall, text: string): void {
  try {
    parsePolicyDocument(text, 'resource');
  } catch (error) {
    if (error instanceof ServiceError) throw invalid(`Policy Error: ${error.message}`);
    throw error;
  }
}

/** The topic's own policy has a say, even on callers of other accounts. */
function accessTo({ world }: MonitoringCall, arn: string): MoreOnAccess {
  const topic = world.topics.get(arn);
  const [, , , , accountId] = arn.split(':');
  return {
    ...(topic === undefined ? {} : { resourcePolicy: topic.policy }),
    ...(accountId === undefined ? {} : { resourceAccountId: accountId }),
  };
}

/** Terraform's AWS provider sets all of them to 0 with any attribute. */
const SAMPLE_RATE = /^(Application|Firehose|HTTP|Lambda|SQS)SuccessFeedbackSampleRate$/;

const TOPIC_ARN = { TopicArn: z.string() };

/** @throws ServiceError `InvalidParameter`, `AuthorizationError` or `NotFound` */
function openTopic(call: MonitoringCall, arn: string): Topic {
  checkArn(call, arn);
  authorize(call, `sns:${call.operation}`, arn, accessTo(call, arn));
  const topic = call.world.topics.get(arn);
  if (topic === undefined) throw new ServiceError(404, 'NotFound', 'Topic does not exist');
  return topic;
}

function checkArn({ request, invalid }: MonitoringCall, arn: string): void {
  const [, region] = /^arn:[\w-]+:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(arn) ?? [];
  if (region !== request.region) throw invalid('TopicArn');
}

function getAttributes(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { TopicArn } = readInput(call, z.strictObject(TOPIC_ARN));
  const { arn, accountId, displayName, policy, sampleRates } = openTopic(call, TopicArn);
  const attributes = {
    TopicArn: arn,
    Owner: accountId,
    DisplayName: displayName,
    Policy: policy,
    SubscriptionsConfirmed: '0',
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
  };
  return { Attributes: new Map([...Object.entries(attributes), ...sampleRates]) };
}

function setAttributes(call: MonitoringCall): undefined {
  const input = z.strictObject({ ...TOPIC_ARN, AttributeName: z.string(), AttributeValue: z.string().default('') });
  const { TopicArn, AttributeName: name, AttributeValue: value } = readInput(call, input);
  const topic = openTopic(call, TopicArn);
  switch (name) {
    case 'DisplayName':
      if (!DISPLAY_NAME.safeParse(value).success) throw call.invalid('DisplayName');
      topic.displayName = value;
      return undefined;
    case 'Policy':
      checkPolicy(call, value);
      topic.policy = value;
      return undefined;
    default:
      if (SAMPLE_RATE.test(name)) {
        if (!/^(\d{1,2}|100)$/.test(value)) throw call.invalid(name);
        topic.sampleRates.set(name, value);
        return undefined;
      }
      throw notEmulated(`The attribute ${name} of topics`);
  }
}

/** One that is not there is no fault. */
function deleteTopic(call: MonitoringCall): undefined {
  const { TopicArn } = readInput(call, z.strictObject(TOPIC_ARN));
  checkArn(call, TopicArn);
  authorize(call, 'sns:DeleteTopic', TopicArn, accessTo(call, TopicArn));
  call.world.topics.delete(TopicArn);
  return undefined;
}
