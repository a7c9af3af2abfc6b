// ARNs in the `Resource` of a policy, as IAM checks them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
import { malformedPolicy } from './policy-fault';

/** Resources of S3 that have a Region in their ARNs; buckets and objects have none. */
const S3_WITH_REGION = /^(accesspoint|job|access-grants|storage-lens|storage-lens-group|async-request)\/|^[*$]$/;

const VARIABLE = /\$\{[^}]*\}/g;

const IAM_KINDS = ['user', 'federated-user', 'role', 'group', 'instance-profile', 'mfa', 'server-certificate'].concat([
  ...['policy', 'sms-mfa', 'saml-provider', 'oidc-provider', 'report', 'access-report'],
]);

/** @throws ServiceError `MalformedPolicyDocument` */
export function checkResource(resource: string): void {
  if (resource === '*') return;
  const [start, partition = '', service = '', region = '', , ...rest] = resource.replace(VARIABLE, '$').split(':');
  const inS3 = 'Policy has invalid resource';
  if (start !== 'arn' || rest.length === 0) {
    throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`, inS3);
  }
  if (!/^(aws(-[a-z-]+)?|[a-z*?-]*[*?][a-z*?-]*|\$)$/.test(partition)) {
    throw malformedPolicy(`Partition "${partition}" is not valid for resource "${resource}".`, inS3);
  }
  if (!/^([a-z0-9-]+|\$)$/i.test(service)) {
    throw malformedPolicy('Resource vendor must be fully qualified and cannot contain regexes.', inS3);
  }
  const path = rest.join(':');
  if (service === 's3' && region !== '' && !S3_WITH_REGION.test(path)) {
    throw malformedPolicy(`Resource ${resource} can not contain region information.`, inS3);
  }
  if (service === 'iam') checkIamResource(resource, region, path);
}

function checkIamResource(resource: string, region: string, path: string): void {
  if (region !== '') throw malformedPolicy(`IAM resource ${resource} cannot contain region information.`);
  const [kind = ''] = path.split('/');
  if (/[*?$]/.test(kind) || (path !== kind && IAM_KINDS.includes(kind))) return;
  throw malformedPolicy(
    `IAM resource path must either be "*" or start with ${IAM_KINDS.map((name) => `${name}/`).join(', ')}.`,
  );
}
