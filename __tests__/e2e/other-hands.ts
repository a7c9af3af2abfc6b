// What others than Terraform and the runner do: another team's replication.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutBucketReplicationCommand, type S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '../../examples/demo/local-aws';
import { OUR_ACCOUNT } from '../../examples/topologies/places';

/** What another team has made: a role of its own, and a rule. */
export async function replicateAsOthers(aws: LocalAws, s3: (bucket: string) => S3Client): Promise<void> {
  for (const [source, destination] of [
    ['adopted-source', 'adopted-replica'],
    ['taken-over-source', 'taken-over-archive'],
  ] as const) {
    const role = await otherTeamsRole(aws, source, destination);
    const rule = {
      ID: 'theirs',
      Priority: 1,
      Status: 'Enabled' as const,
      Filter: { Prefix: source === 'adopted-source' ? 'a/' : 'c/' },
      DeleteMarkerReplication: { Status: 'Disabled' as const },
      Destination: { Bucket: `arn:aws:s3:::${destination}` },
    };
    const ReplicationConfiguration = { Role: role, Rules: [rule] };
    await s3(source).send(new PutBucketReplicationCommand({ Bucket: source, ReplicationConfiguration }));
  }
}

async function otherTeamsRole(aws: LocalAws, source: string, destination: string): Promise<string> {
  const [account] = aws.accounts;
  const credentials = { accessKeyId: account?.accessKeyId ?? '', secretAccessKey: account?.secretAccessKey ?? '' };
  const iam = new IAMClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials });
  const RoleName = `theirs-${source}`;
  const allow = (Action: string[], ...names: string[]) => ({
    Effect: 'Allow',
    Action,
    Resource: names.map((name) => `arn:aws:s3:::${name}`),
  });
  const trust = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const policy = [
    allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], source),
    allow(['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'], `${source}/*`),
    allow(['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'], `${destination}/*`),
  ];
  const document = (Statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document([trust]) }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(policy) }));
  iam.destroy();
  return `arn:aws:iam::${OUR_ACCOUNT}:role/${RoleName}`;
}
