// What of an object a copy by rclone keeps. https://rclone.org/s3/
import { ofNewObjects, type Keeps } from '../../keeps';

export const KEEPS: Keeps = ofNewObjects({
  metadata: 'kept',
  'content-headers': 'kept',
  tags: 'as-configured',
  annotations: 'as-configured',
  acl: 'lost',
  'storage-class': 'as-configured',
  'object-lock': 'lost',
  encryption: 'as-configured',
  etag: 'lost',
});
