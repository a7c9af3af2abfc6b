// The operations that the services of the emulator know, as AWS names them.
import { ATHENA_OPERATIONS } from '../../emulator/athena/athena-service';
import { S3_CONTROL_OPERATIONS } from '../../emulator/batch/s3-control-service';
import { DATASYNC_OPERATIONS } from '../../emulator/datasync/datasync-service';
import { GLUE_OPERATIONS } from '../../emulator/glue/glue-service';
import { IAM_OPERATIONS } from '../../emulator/iam/iam-service';
import { KMS_OPERATIONS } from '../../emulator/kms/kms-service';
import { LAMBDA_OPERATIONS } from '../../emulator/lambda/lambda-service';
import { CLOUDWATCH_OPERATIONS } from '../../emulator/monitoring/cloudwatch-service';
import { EVENTBRIDGE_OPERATIONS } from '../../emulator/monitoring/eventbridge-service';
import { LOGS_OPERATIONS } from '../../emulator/monitoring/logs/logs-service';
import { SNS_OPERATIONS } from '../../emulator/monitoring/sns-service';
import { operationName } from '../../emulator/s3/operation-names';
import { S3_OPERATIONS } from '../../emulator/s3/s3-service';
import { SQS_OPERATIONS } from '../../emulator/sqs/sqs-service';
import { STATES_OPERATIONS } from '../../emulator/states/states-service';
import { STS_OPERATIONS } from '../../emulator/sts/sts-service';

/** A route can be more than one operation: with an id or a name or without, of a body or of another object. */
function namesOf(route: string): readonly string[] {
  const queries = ['', 'id=x', 'annotationName=x'].map((text) => new URLSearchParams(text));
  const headers = [{}, { 'x-amz-copy-source': 'b/k' }];
  return queries.flatMap((query) => headers.map((some) => operationName(route, { query, headers: some })));
}

/** By service, as the emulator's log names services. */
export const EMULATED: Readonly<Record<string, readonly string[]>> = {
  s3: sorted([...S3_OPERATIONS.keys()].flatMap(namesOf)),
  's3-control': sorted(Object.values(S3_CONTROL_OPERATIONS).map(({ name }) => name)),
  iam: sorted(IAM_OPERATIONS.keys()),
  kms: sorted(KMS_OPERATIONS.keys()),
  cloudwatch: sorted(CLOUDWATCH_OPERATIONS.keys()),
  sns: sorted(SNS_OPERATIONS.keys()),
  eventbridge: sorted(EVENTBRIDGE_OPERATIONS.keys()),
  sqs: sorted(SQS_OPERATIONS.keys()),
  lambda: sorted(LAMBDA_OPERATIONS.keys()),
  logs: sorted(LOGS_OPERATIONS.keys()),
  datasync: sorted(DATASYNC_OPERATIONS.keys()),
  states: sorted(STATES_OPERATIONS.keys()),
  glue: sorted(GLUE_OPERATIONS.keys()),
  athena: sorted(ATHENA_OPERATIONS.keys()),
  sts: sorted(STS_OPERATIONS.keys()),
};

function sorted(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort();
}
