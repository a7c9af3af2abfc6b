// Parts of modules that are given the handoff of a replication, as a value.
import type { Handoff } from '../../modules';
import type { StandIn } from './description';
import { attribute, raw, type Body } from './hcl-text';
import { isText } from './stand-ins';
import type { Check } from './validations';
import type { Inputs } from './variables';

/** Of the rest of a settings file. */
export const SHARED = ['role_path', 'permissions_boundary_arn', 'tags'] as const;

/** What constructs are given in its place. */
export const REPLICATION: { readonly handoff: Handoff; readonly destinationBucketNames: readonly string[] } = {
  handoff: {
    version: 1,
    source: { bucket: '${var.s3_backfill.source.bucket}', region: '${var.s3_backfill.source.region}', accountId: '' },
    destinations: [],
    rules: [],
    roles: {
      batchJobArn: '${var.s3_backfill.roles.batchJobArn}',
      replicationArn: '${var.s3_backfill.roles.replicationArn}',
    },
    report: { bucket: '${var.s3_backfill.report.bucket}', prefix: '${local.report_prefix}' },
    manifest: { bucket: '${local.manifest_bucket}', prefix: '${local.manifest_prefix}' },
    prefixes: [],
  },
  destinationBucketNames: ['${local.destination_buckets}'],
};

export const HANDOFF_VARIABLE = {
  name: 's3_backfill',
  // Of an object type Terraform drops members that it does not name, without a word.
  type: 'any',
  description:
    'What is backfilled: the output s3_backfill of terraform/backfill, or of a stack of the constructs, as a value',
} as const satisfies Partial<Inputs['onlyHere'][number]>;

/** @param what - is of replication */
export function handoffChecks(what: string): readonly Check[] {
  return [
    [
      'try(var.s3_backfill.version, 0) == 1',
      'the output s3_backfill as a value is needed, like module.backfill.s3_backfill',
    ],
    [
      'can(var.s3_backfill.roles.batchJobArn)',
      `${what} is of replication: an output s3_backfill with roles.batchJobArn is needed, as terraform/backfill has it`,
    ],
  ];
}

/** A prefix of keys without a slash at its end, and the same as a folder. */
export function folderLocals(name: string, given: string): Body {
  const folder = `local.${name}_prefix == "" ? "" : "\${local.${name}_prefix}/"`;
  return [
    attribute(`${name}_prefix`, raw(`replace(${given}, "/\\\\/+$/", "")`)),
    attribute(`${name}_folder`, raw(folder)),
  ];
}

export const REPORT_LOCALS = folderLocals('report', 'var.s3_backfill.report.prefix');

export const HANDOFF_LOCALS: Body = [
  attribute(
    'destination_buckets',
    raw(
      'length(var.destination_bucket_arns) > 0 ? distinct([for arn in var.destination_bucket_arns : split(":", arn)[5]]) : distinct([for one in var.s3_backfill.destinations : one.bucket])',
    ),
  ),
  ...REPORT_LOCALS,
  attribute('manifest_bucket', raw('try(var.s3_backfill.manifest.bucket, "")')),
  ...folderLocals('manifest', 'try(var.s3_backfill.manifest.prefix, "")'),
];

export const KEEPS_MANIFESTS = 'can(var.s3_backfill.manifest.bucket)';

const DESTINATION = 'arn:${data.aws_partition.current.partition}:s3:::${bucket}';

export const DESTINATION_STAND_INS: readonly StandIn[] = [
  [
    (key, value) => key === 'resources' && isText(value, '${local.destination_buckets}/*'),
    raw(`[for bucket in local.destination_buckets : "${DESTINATION}/*"]`),
  ],
  [
    (key, value) => key === 'resources' && isText(value, '${local.destination_buckets}'),
    raw(`[for bucket in local.destination_buckets : "${DESTINATION}"]`),
  ],
];

/** Jobs are made in the account of whoever creates them, by roles of that account: a role elsewhere could do nothing. */
export const SAME_ACCOUNT: readonly [condition: string, message: string] = [
  'try(var.s3_backfill.source.accountId, data.aws_caller_identity.current.account_id) == data.aws_caller_identity.current.account_id',
  'the account of this provider is not that of the source (s3_backfill.source.accountId), in which jobs and their role are: give this module the provider of that account.',
];

export const SOME_DESTINATION: readonly [condition: string, message: string] = [
  'length(local.destination_buckets) > 0',
  'destination_bucket_arns is needed: the replication is adopted and names no destination; give those that its rules copy to.',
];
