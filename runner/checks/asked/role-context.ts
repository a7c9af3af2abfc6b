// What policies can ask of a request that a service of AWS makes as a role.
import type { ContextValue } from '../../policy/pattern';
import { REPLICATION_SESSION } from '../../policy/role-session';
import { issuedLately, soon } from '../../policy/soon';
import { roleInArn } from '../../text/arn';
import { readable, type CheckContext } from './asked-once';
import { probeKey } from './probe-key';

type Keys = Readonly<Record<string, ContextValue>>;

/** What its own name and tags say. */
async function ofRole(roleArn: string, { aws }: CheckContext): Promise<Keys> {
  const found = await readable(() => aws.roles.find(roleArn));
  if (!('value' in found) || found.value === undefined) return {};
  const { id, tags } = found.value;
  return {
    // Of the session it is not documented which name it has.
    ...(id === undefined ? {} : { 'aws:userid': [`${id}:${REPLICATION_SESSION}`, `${id}:${probeKey('')}`] }),
    ...(tags === undefined
      ? {}
      : {
          ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
          'aws:PrincipalTag/*': null,
        }),
  };
}

/**
 * What only requests have that a service makes as itself, that a user makes, or that come of a sign-in: nobody who asks as a role which a
 * service has assumed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const OF_NO_ROLE_OF_A_SERVICE: Keys = {
  'aws:SourceArn': null,
  'aws:SourceAccount': null,
  'aws:SourceOrgID': null,
  'aws:SourceOrgPaths': null,
  'aws:PrincipalServiceName': null,
  'aws:PrincipalServiceNamesList': null,
  'aws:username': null,
  'aws:FederatedProvider': null,
  'aws:SourceIdentity': null,
  'aws:MultiFactorAuthAge': null,
  'aws:AssumedRoot': null,
  'aws:Ec2InstanceSourceVpc': null,
  'aws:Ec2InstanceSourcePrivateIPv4': null,
  'ec2:RoleDelivery': null,
  'ec2:SourceInstanceArn': null,
};

/** Keys of every request that a service of AWS makes as a role. */
export async function roleContext(roleArn: string, context: CheckContext): Promise<Keys> {
  return {
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalAccount': roleInArn(roleArn)?.accountId ?? '',
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalIsAWSService': 'false',
    // Not of what a service asks in the name of somebody else.
    'aws:ViaAWSService': 'false',
    'aws:CalledVia': null,
    'aws:CalledViaFirst': null,
    'aws:CalledViaLast': null,
    'aws:SecureTransport': 'true',
    // AWS's interfaces take no older TLS. https://aws.amazon.com/blogs/security/tls-1-2-required-for-aws-endpoints/
    's3:TlsVersion': ['1.2', '1.3'],
    // A session that a service begins has seen no second factor; whether the request then has the key, IAM's guide does not say.
    'aws:MultiFactorAuthPresent': [null, 'false'],
    ...OF_NO_ROLE_OF_A_SERVICE,
    ...soon(context.nowMs),
    ...issuedLately(context.nowMs),
    ...(await ofRole(roleArn, context)),
  };
}

/** S3's own machines come through no VPC endpoint and no access point of a customer, and bring no tags. */
export const OF_S3_ITSELF: Readonly<Record<string, null>> = {
  'aws:SourceVpc': null,
  'aws:SourceVpcArn': null,
  'aws:SourceVpce': null,
  'aws:VpcSourceIp': null,
  'aws:VpceAccount': null,
  'aws:VpceOrgID': null,
  'aws:VpceOrgPaths': null,
  's3:AccessGrantsInstanceArn': null,
  's3:AccessPointNetworkOrigin': null,
  's3:DataAccessPointAccount': null,
  's3:DataAccessPointArn': null,
  'aws:TagKeys': null,
  'aws:RequestTag/*': null,
};

/**
 * Where S3 asks a bucket, a request is of the Region of the bucket; whether what S3 asks itself has the key is not documented.
 * @param region undefined: not known
 */
export function requestedRegion(region: string | undefined): Keys {
  return region === undefined ? {} : { 'aws:RequestedRegion': [region, null] };
}
