// The MD5 digests that SQS answers with, which SDKs compare with what they have sent and received.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
import { createHash, type Hash } from 'node:crypto';
import type { MessageAttributes } from '../world/serverless/sqs-queue';

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

const STRING = 1;
const BINARY = 2;

/** Undefined if there are none. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType: type = '', StringValue: text, BinaryValue: binary = '' } = attributes[name] ?? {};
    addSized(hash, Buffer.from(name));
    addSized(hash, Buffer.from(type));
    hash.update(Buffer.of(text === undefined ? BINARY : STRING));
    addSized(hash, text === undefined ? Buffer.from(binary, 'base64') : Buffer.from(text));
  }
  return hash.digest('hex');
}

function addSized(hash: Hash, bytes: Buffer): void {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  hash.update(size).update(bytes);
}
