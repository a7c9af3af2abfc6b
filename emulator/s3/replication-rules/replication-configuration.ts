// The replication configuration of a bucket: GET gives back what PUT was given, and an id for each rule that had none.
import { changeRules } from './rule-propagation';
import { withIds } from '../buckets/generated-ids';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../http/service';
import { accountOfArn } from '../../world/arn';
import type { World } from '../../world/world';
import { accessDenied } from '../operation/faults';
import { authorizeOnAccount } from '../access/caller-access';
import { NO_CONTENT, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { admitReplication } from './replication-admission';
import { readReplicationDocument } from './replication-schema';

const DOCUMENT = 'replication';

function getReplication({ bucket }: BucketCall): ServiceResponse {
  const document = bucket.documents.get(DOCUMENT);
  if (document !== undefined) return xmlResponse(document);
  throw new ServiceError(404, 'ReplicationConfigurationNotFoundError', 'The replication configuration was not found', {
    BucketName: bucket.name,
  });
}

function putReplication({ world, request, bucket }: BucketCall): ServiceResponse {
  const text = withIds(world, request.body.toString('utf8'), ['Rule'], 'ID');
  const document = readReplicationDocument(text, world.quirks.olderReplicationRules);
  const configuration = admitReplication(world, bucket, document);
  authorizeRole(world, request, document.roleArn);
  changeRules(world, bucket, configuration);
  bucket.documents.set(DOCUMENT, text);
  return { status: 200 };
}

/** Other than CreateJob, this tells to which service the role is passed; nobody passes roles of another account. */
function authorizeRole(world: World, request: ServiceRequest, roleArn: string): void {
  if (accountOfArn(roleArn) !== request.caller.accountId) {
    throw accessDenied('Cross-account pass role is not allowed.');
  }
  authorizeOnAccount(world, request, 'iam:PassRole', roleArn, { 'iam:PassedToService': 's3.amazonaws.com' });
}

function deleteReplication({ world, bucket }: BucketCall): ServiceResponse {
  changeRules(world, bucket, undefined);
  bucket.documents.delete(DOCUMENT);
  return NO_CONTENT;
}

export const REPLICATION_OPERATIONS: OperationTable = {
  'GET bucket replication': {
    on: 'bucket',
    actions: ['s3:GetReplicationConfiguration'],
    handle: getReplication,
  },
  'PUT bucket replication': {
    on: 'bucket',
    actions: ['s3:PutReplicationConfiguration'],
    handle: putReplication,
  },
  'DELETE bucket replication': {
    on: 'bucket',
    actions: ['s3:PutReplicationConfiguration'],
    handle: deleteReplication,
  },
};
