// PutBucketNotificationConfiguration. Targets are not looked up.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
import type { XmlElement } from '../../../http/xml';
import { invalidArgument } from '../../operation/faults';
import { any, anyText, checkSchema, holding, maybe, needText, one, some } from './schema';

const configuration = (target: string) =>
  any(
    holding({
      Id: maybe(anyText),
      [target]: one(needText),
      Event: some(needText),
      Filter: maybe(
        holding({ S3Key: maybe(holding({ FilterRule: any(holding({ Name: one(needText), Value: one(anyText) })) })) }),
      ),
    }),
  );

const SCHEMA = holding({
  QueueConfiguration: configuration('Queue'),
  TopicConfiguration: configuration('Topic'),
  CloudFunctionConfiguration: configuration('CloudFunction'),
  EventBridgeConfiguration: maybe(holding({})),
});

const SERVICES: Readonly<Record<string, string>> = { Queue: 'sqs', Topic: 'sns', CloudFunction: 'lambda' };

const EVENTS: ReadonlySet<string> = new Set(
  `ReducedRedundancyLostObject ObjectCreated:* ObjectCreated:Put ObjectCreated:Post ObjectCreated:Copy
   ObjectCreated:CompleteMultipartUpload ObjectRemoved:* ObjectRemoved:Delete ObjectRemoved:DeleteMarkerCreated
   ObjectRestore:* ObjectRestore:Post ObjectRestore:Completed ObjectRestore:Delete Replication:*
   Replication:OperationFailedReplication Replication:OperationNotTracked Replication:OperationMissedThreshold
   Replication:OperationReplicatedAfterThreshold LifecycleTransition IntelligentTiering ObjectAcl:Put
   LifecycleExpiration:* LifecycleExpiration:Delete LifecycleExpiration:DeleteMarkerCreated ObjectTagging:*
   ObjectTagging:Put ObjectTagging:Delete`
    .split(/\s+/)
    .map((event) => `s3:${event}`),
);

/** @throws ServiceError `MalformedXML` or `InvalidArgument` */
export function checkNotification(root: XmlElement): void {
  checkSchema(root, SCHEMA);
  for (const part of root.children.flatMap(({ children }) => children)) {
    const { name, text, children } = part;
    if (name === 'Event' && !EVENTS.has(text)) {
      throw invalidArgument('A specified event is not supported for notifications.', 'Event', text);
    }
    const service = SERVICES[name];
    if (service !== undefined && !new RegExp(`^arn:[\\w-]+:${service}:[\\w-]+:\\d{12}:.+$`).test(text)) {
      throw invalidArgument('The ARN could not be parsed', name, text);
    }
    const names = children
      .flatMap((key) => key.children)
      .flatMap((rule) => rule.children.filter((one) => one.name === 'Name'));
    const unknown = names.find((one) => !/^(prefix|suffix)$/i.test(one.text));
    if (unknown !== undefined) {
      throw invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', unknown.text);
    }
  }
}
