// SendMessage and SendMessageBatch.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
import * as z from 'zod';
import { userId } from '../iam/access/own-policies';
import { actorOf } from '../iam/access/actor';
import type { ServiceError } from '../http/service';
import type { MessageAttributes, MessageContent, Queue } from '../world/serverless/sqs-queue';
import { answerEach, checkBatch, ENTRY_ID } from './batch';
import { checkQueueKey } from './queue-key';
import { md5, md5OfAttributes } from './message-digest';
import { putMessage } from './messages';
import { MOST_BYTES, numberOf } from './queue-attributes';
import { invalidValue, NAMED, openQueue, readInput, sqsFault, type SqsCall, type SqsOperations } from './sqs-call';

export const SEND_OPERATIONS: SqsOperations = { SendMessage: sendMessage, SendMessageBatch: sendBatch };

const ATTRIBUTE = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const MESSAGE = {
  MessageBody: z.string(),
  DelaySeconds: z.int().nullish(),
  MessageAttributes: z.record(z.string(), ATTRIBUTE).nullish(),
  MessageSystemAttributes: z.record(z.string(), ATTRIBUTE).nullish(),
  MessageGroupId: z.string().max(128).nullish(),
  MessageDeduplicationId: z.string().nullish(),
};

const SEND = z.strictObject({ ...NAMED, ...MESSAGE });
const BATCH_ENTRY = z.strictObject({ ...ENTRY_ID, ...MESSAGE });
const SEND_BATCH = z.strictObject({ ...NAMED, Entries: z.array(BATCH_ENTRY) });

type GivenMessage = Omit<z.output<typeof BATCH_ENTRY>, 'Id'>;

const MOST_ATTRIBUTES = 10;
const MOST_DELAY_SECONDS = 900;
/** What XML has no way to write. */
const UNFIT = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const TYPE = /^(String|Number|Binary)(\.[\w.-]+)?$/;

function sendMessage(call: SqsCall): Readonly<Record<string, unknown>> {
  const { QueueUrl, ...given } = readInput(call, SEND);
  const queue = openQueue(call, QueueUrl);
  checkQueueKey(call, queue, 'send');
  return sent(call, queue, given);
}

function sendBatch(call: SqsCall): Readonly<Record<string, unknown>> {
  const { QueueUrl, Entries } = readInput(call, SEND_BATCH);
  const queue = openQueue(call, QueueUrl);
  checkBatch(Entries);
  checkQueueKey(call, queue, 'send');
  const bytes = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > MOST_BYTES) {
    const message = `Batch requests cannot be longer than ${MOST_BYTES} bytes. You have sent ${bytes} bytes.`;
    throw sqsFault('BatchRequestTooLong', message);
  }
  return answerEach(Entries, (given) => sent(call, queue, given));
}

function sent(call: SqsCall, queue: Queue, given: GivenMessage): Readonly<Record<string, unknown>> {
  const content = checkedContent(queue, given);
  const { world, request } = call;
  const senderId = userId(world, actorOf(world, request.caller.arn, request.caller.accountId));
  const { messageId } = putMessage(world, queue, content, senderId, given.DelaySeconds ?? undefined);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(content.body),
    ...named('MD5OfMessageAttributes', md5OfAttributes(content.attributes)),
    ...named('MD5OfMessageSystemAttributes', md5OfAttributes(content.systemAttributes)),
  };
}

function named(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [name]: value };
}

function sizeOf({ MessageBody, MessageAttributes: given }: GivenMessage): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType, StringValue, BinaryValue = '' }] of Object.entries(given ?? {})) {
    const value =
      StringValue === undefined ? Buffer.from(BinaryValue, 'base64').length : Buffer.byteLength(StringValue);
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + value;
  }
  return bytes;
}

function checkedContent(queue: Queue, given: GivenMessage): MessageContent {
  const { MessageBody: body, DelaySeconds: delay, MessageGroupId: groupId } = given;
  if (body === '') throw sqsFault('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (UNFIT.test(body)) {
    throw sqsFault(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  const most = numberOf(queue, 'MaximumMessageSize');
  if (sizeOf(given) > most) {
    throw invalidValue(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
  }
  if (given.MessageDeduplicationId != null) {
    throw invalidValue(
      `Value ${given.MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type`,
    );
  }
  if (delay != null && (delay < 0 || delay > MOST_DELAY_SECONDS)) {
    throw invalidValue(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${MOST_DELAY_SECONDS}.`,
    );
  }
  const systemAttributes = checkedAttributes(given.MessageSystemAttributes ?? {});
  const unknown = Object.keys(systemAttributes).find((name) => name !== 'AWSTraceHeader');
  if (unknown !== undefined) throw invalidValue(`Message system attribute name '${unknown}' is invalid.`);
  return {
    body,
    attributes: checkedAttributes(given.MessageAttributes ?? {}),
    systemAttributes,
    ...(groupId == null ? {} : { groupId }),
  };
}

function checkedAttributes(attributes: MessageAttributes): MessageAttributes {
  const entries = Object.entries(attributes);
  if (entries.length > MOST_ATTRIBUTES) {
    throw invalidValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  }
  for (const [name, attribute] of entries) {
    const fault = attributeFault(name, attribute);
    if (fault !== undefined) throw fault;
  }
  return attributes;
}

function attributeFault(name: string, attribute: MessageAttributes[string]): ServiceError | undefined {
  const { DataType: type, StringValue: text, BinaryValue: binary } = attribute;
  if (!/^[\w.-]{1,256}$/.test(name) || /^(aws|amazon)\.|^\.|\.$|\.\./i.test(name)) {
    return invalidValue(`Message attribute name '${name}' is invalid.`);
  }
  const [, kind] = TYPE.exec(type) ?? [];
  if (kind === undefined) {
    return invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if ((kind === 'Binary' ? binary : text) === undefined || (kind === 'Binary' ? text : binary) !== undefined) {
    return invalidValue(
      `The message attribute '${name}' with type '${kind}' must use field '${kind === 'Binary' ? 'Binary' : 'String'}'.`,
    );
  }
  if (kind === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text ?? '')) {
    return invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return undefined;
}
