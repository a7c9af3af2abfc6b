import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ReplicationConfiguration, ReplicationRole } from '../../modules';

/** Live replication and nothing else. */
export class ReplicationStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const role = new ReplicationRole(this, 'role', {
      sourceBucketName: 'my-bucket',
      destinationBucketNames: ['my-replica'],
      permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
    });
    new ReplicationConfiguration(this, 'replication', {
      sourceBucketName: 'my-bucket',
      replicationRoleArn: role.roleArn,
      rules: [{ tags: { backup: 'yes' }, destinationBucketName: 'my-replica' }],
      dependsOn: [role.ready],
    });
  }
}
