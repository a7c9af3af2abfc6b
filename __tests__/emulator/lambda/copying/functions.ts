// Two functions as people write them, with the AWS SDK bundled: one turns an inventory into messages, the other copies what they name.
import { gunzipSync } from 'node:zlib';
import { CopyObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

const s3 = new S3Client({});
const sqs = new SQSClient({});

interface CreatedEvent {
  readonly detail: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
}

export async function reader({ detail: { bucket, object } }: CreatedEvent): Promise<void> {
  const read = async (Key: string): Promise<Uint8Array> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const manifest = JSON.parse(Buffer.from(await read(object.key.replace('.checksum', '.json'))).toString()) as {
    readonly files: readonly { readonly key: string }[];
  };
  for (const { key } of manifest.files) {
    const lines = gunzipSync(await read(key))
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    for (let done = 0; done < lines.length; done += 10) {
      const Entries = lines.slice(done, done + 10).map((line, index) => ({ Id: String(index), MessageBody: line }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: process.env['QUEUE'], Entries }));
    }
  }
}

interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export async function worker({ Records }: QueueEvent): Promise<object> {
  const batchItemFailures: { readonly itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    const [bucket = '', key = ''] = body.slice(1, -1).split('","');
    const CopySource = `${bucket}/${key.replaceAll('+', '%20')}`;
    const Key = decodeURIComponent(key.replaceAll('+', '%20'));
    try {
      await s3.send(new CopyObjectCommand({ Bucket: process.env['TARGET'], Key, CopySource }));
    } catch (error) {
      console.error(String(error));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
