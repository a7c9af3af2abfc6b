// The settings file of `main.ts`: names that Terraform users already write, checked before anything is synthesized.
import { z } from 'zod';
import {
  BUCKET_NAME,
  bucketNameRefusals,
  folderRefusals,
  kmsKeyArnRefusals,
  prefixRefusals,
  type Refusal,
} from './refusal';
import { STORAGE_CLASSES } from './replication-rule';
import { faultsOf } from './settings-faults';
import { faultsTogether } from './settings-together';

function known(refusals: (prop: string, given: string) => readonly Refusal[]): z.ZodType<string> {
  return z.string().superRefine((given, context) => {
    for (const { allowed } of refusals('', given)) context.addIssue({ code: 'custom', message: allowed });
  });
}

/** A pattern for the JSON schema, and the words of the refusal for people. */
const bucketName = z.string().regex(BUCKET_NAME, {
  error: ({ input }) => bucketNameRefusals('', String(input))[0]?.allowed,
});
const bucketArn = z.string().regex(/^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
  error: ({ input }) =>
    `the ARN of a bucket is needed, like arn:aws:s3:::${BUCKET_NAME.test(String(input)) ? String(input) : 'my-replica'}`,
});
const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "a Region's name looks like eu-west-1");
const accountId = z.string().regex(/^\d{12}$/, 'an account id has twelve digits, in double quotes');
const roleArn = z
  .string()
  .regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, "a role's ARN looks like arn:aws:iam::111122223333:role/name");
const tags = z.record(z.string(), z.string());
const prefix = known(prefixRefusals);
const folder = known(folderRefusals);
const kmsKeyArn = known(kmsKeyArnRefusals);

const localBackend = z.strictObject({
  path: z.string().min(1).describe('Path of the state file, seen from the folder that cdktf.out is in'),
});

const s3Backend = z.strictObject({
  bucket: bucketName,
  key: z.string().min(1),
  region,
  encrypt: z.boolean().optional().describe('Default: true'),
  kms_key_id: z.string().optional(),
  dynamodb_table: z.string().optional().describe('Table that locks the state'),
  use_lockfile: z.boolean().optional().describe('Lock by a file beside the state; Terraform 1.10 or newer'),
  profile: z.string().optional(),
});

const backend = z
  .strictObject({ local: localBackend.optional(), s3: s3Backend.optional() })
  .refine(({ local, s3 }) => (local === undefined) !== (s3 === undefined), 'one of local and s3 is needed')
  .describe('Where Terraform keeps its state. Default: terraform.<stack_name>.tfstate beside cdktf.out');

const provider = z
  .strictObject({
    profile: z.string().optional().describe("Profile of AWS's configuration"),
    assume_role_arn: roleArn.optional().describe('Role that Terraform works as'),
    max_retries: z.int().min(0).max(25).optional().describe('How often a request is sent again'),
    allowed_account_ids: z.array(accountId).min(1).optional().describe('Refuse to work in any other account'),
    default_tags: tags.optional().describe('Tags of everything that the provider makes'),
  })
  .describe('The AWS provider of the stack. Default: the standard credential chain');

const createReportBucket = z
  .strictObject({
    name: bucketName,
    expire_days: z.int().min(1).optional().describe('Reports and manifests are removed after it. Default: 365'),
    force_destroy: z.boolean().optional().describe('Let terraform destroy remove it with its reports. Default: false'),
  })
  .describe('Make a bucket for reports and manifests, in the Region of the source');

const schema = z.strictObject({
  $schema: z.string().optional().describe('Path or address of the JSON schema, for editors'),
  region: region.describe('Region of the source bucket'),
  source_bucket: bucketName.describe('Name of the bucket to copy from; it is there already, and versioned'),
  enable_replication: z.boolean().default(true).describe('false: the rules are there, and disabled'),
  replication_destination_bucket_arn: bucketArn.describe(
    'ARN of the bucket to copy to; it is there already, and versioned',
  ),
  replication_destination_region: region.optional().describe('Region of the destination. Default: the runner asks S3'),
  replication_destination_account_id: accountId
    .optional()
    .describe("Account of the destination. Default: the source's"),
  replication_storage_class: z
    .enum(STORAGE_CLASSES)
    .optional()
    .describe('Storage class of the replicas. Default: that of the source object'),
  replication_destination_kms_arn: kmsKeyArn
    .optional()
    .describe("ARN of the KMS key of the replicas, in the destination's Region; needs replication_source_kms_arns"),
  replication_source_kms_arns: z
    .array(kmsKeyArn)
    .min(1)
    .optional()
    .describe('ARNs of the KMS keys that source objects are encrypted with'),
  replicate_delete_markers: z.boolean().default(false).describe('Copy delete markers too'),
  prefixes: z
    .array(prefix)
    .default([])
    .describe('Beginnings of keys, like folder/; one rule and one job for each. Default: every key'),
  existing_object_replication: z
    .enum(['Enabled', 'Disabled'])
    .optional()
    .describe('Written as given, and S3 refuses it at apply: leave it out, s3-backfill run does what it promises'),
  adopt_existing_replication: z
    .boolean()
    .default(false)
    .describe("Leave the bucket's replication configuration alone: only job role, report bucket and handoff are made"),
  manage_versioning: z
    .boolean()
    .default(false)
    .describe(
      'Switch on versioning of source and destination (of the source alone, if replication_destination_account_id is set)',
    ),
  report_bucket: bucketName.optional().describe('Bucket for reports and manifests that is there already'),
  create_report_bucket: createReportBucket.optional(),
  report_prefix: folder.optional().describe('Where reports go. Default: s3-backfill/reports'),
  manifest_prefix: folder
    .optional()
    .describe('Where manifests go; empty: none is kept. Default: s3-backfill/manifests'),
  stack_name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, 'letters, digits, hyphens and underscores, beginning with a letter')
    .default('s3-backfill')
    .describe('Name of the stack'),
  backend: backend.optional(),
  provider: provider.optional(),
  tags: tags.optional().describe('Tags of everything that is made'),
});

/** The settings file, checked, with its defaults. */
export type Settings = z.output<typeof schema>;

/** The settings file is wrong; the message names every key. */
export class SettingsError extends Error {}

/**
 * Reads the text of a settings file.
 * @param origin - its path, for messages
 * @throws SettingsError
 */
export function parseSettings(text: string, origin: string): Settings {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new SettingsError(`${origin} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(file);
  if (!parsed.success) {
    throw wrong(
      origin,
      parsed.error.issues.flatMap((issue) => faultsOf(issue, file, settingsKeys())),
    );
  }
  const faults = faultsTogether(parsed.data);
  if (faults.length > 0) throw wrong(origin, faults);
  return parsed.data;
}

function wrong(origin: string, faults: readonly string[]): SettingsError {
  const lines = faults.map((fault) => `  ${fault}`);
  return new SettingsError([`${origin} is not right:`, ...lines, 'docs/settings.md explains every key'].join('\n'));
}

/** The JSON schema of the settings file; `schemas/settings.schema.json` is this. */
export function settingsJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Settings of s3-backfill', ...z.toJSONSchema(schema, { io: 'input' }) };
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** The path of every key of a settings file: `region`, …, `provider`, `provider.profile`, …. */
export function settingsKeys(): readonly string[] {
  const keysOf = ({ properties = {} }: SchemaNode, parent: string): readonly string[] =>
    Object.entries(properties).flatMap(([key, node]) => [`${parent}${key}`, ...keysOf(node, `${parent}${key}.`)]);
  return keysOf(settingsJsonSchema(), '');
}
