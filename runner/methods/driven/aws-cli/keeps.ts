// What of an object a copy by `aws s3` keeps. https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html
import { ofNewObjects, type Keeps } from '../../keeps';

export const KEEPS: Keeps = ofNewObjects({
  metadata: 'as-configured',
  'content-headers': 'as-configured',
  tags: 'as-configured',
  annotations: 'as-configured',
  acl: 'lost',
  'storage-class': 'lost',
  'object-lock': 'lost',
  encryption: 'as-configured',
  etag: 'lost',
});
