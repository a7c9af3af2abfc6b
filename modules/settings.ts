// The settings file of `main.ts`: names that Terraform users already write, checked before anything is synthesized.
import { z } from 'zod';
import { kmsKeyArnRefusals, prefixRefusals, type Refusal } from './refusal';

function known(refusals: (given: string) => readonly Refusal[]): z.ZodType<string> {
  return z.string().superRefine((given, context) => {
    for (const { allowed } of refusals(given)) context.addIssue({ code: 'custom', message: allowed });
  });
}

const bucketName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'a bucket name (not an ARN): 3 to 63 lower-case letters, digits, dots and hyphens',
  );
const bucketArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the ARN of a bucket, like arn:aws:s3:::my-replica');
const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "a Region's name, like eu-west-1");
const accountId = z.string().regex(/^\d{12}$/, 'an account id: twelve digits');
const roleArn = z
  .string()
  .regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, "a role's ARN, like arn:aws:iam::111122223333:role/name");
const kmsKeyArn = known((given) => kmsKeyArnRefusals('', given));
const prefix = known((given) => prefixRefusals('', given)).describe('Beginning of keys, for example folder/');
const folder = known((given) => prefixRefusals('', given));
const tags = z.record(z.string(), z.string());

const backend = z
  .union([
    z.strictObject({
      local: z.strictObject({ path: z.string().min(1).describe('Path of the state file') }),
    }),
    z.strictObject({
      s3: z.strictObject({
        bucket: bucketName,
        key: z.string().min(1),
        region,
        dynamodb_table: z.string().optional(),
        use_lockfile: z.boolean().optional(),
        kms_key_id: z.string().optional(),
        encrypt: z.boolean().default(true),
      }),
    }),
  ])
  .describe('Where Terraform keeps its state. Default: a file terraform.<stack>.tfstate beside cdktf.out');

const provider = z
  .strictObject({
    profile: z.string().optional().describe("Profile of AWS's configuration"),
    assume_role_arn: roleArn.optional(),
    max_retries: z.int().min(0).max(25).optional(),
    allowed_account_ids: z.array(accountId).min(1).optional().describe('Refuse to work in any other account'),
    default_tags: tags.optional(),
  })
  .describe('The AWS provider of the stack. Default: the standard credential chain');

const createReportBucket = z
  .strictObject({
    name: bucketName,
    expire_days: z
      .int()
      .min(1)
      .optional()
      .describe('Reports and manifests are removed after so many days. Default: 365'),
    force_destroy: z.boolean().optional().describe('Let terraform destroy remove it with its reports. Default: false'),
  })
  .describe('Make a bucket for reports and manifests, in the Region of the source');

const schema = z.strictObject({
  $schema: z.string().optional(),
  region: region.describe('Region of the source bucket'),
  source_bucket: bucketName.describe('Name of the bucket to copy from; it is there already'),
  enable_replication: z.boolean().default(true).describe('false: the rules are there, and disabled'),
  replication_destination_bucket_arn: bucketArn.describe('ARN of the bucket to copy to; it is there already'),
  replication_destination_region: region.optional().describe('Region of the destination. Default: the runner asks S3'),
  replication_destination_account_id: accountId
    .optional()
    .describe("Account of the destination. Default: the source's"),
  replication_storage_class: z
    .string()
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
  prefixes: z.array(prefix).default([]).describe('One rule and one job for each. Default: every key'),
  existing_object_replication: z
    .enum(['Enabled', 'Disabled'])
    .optional()
    .describe('S3 refuses it at apply; written as given. s3-backfill does what it promises'),
  adopt_existing_replication: z
    .boolean()
    .default(false)
    .describe("Leave the bucket's replication configuration alone: only job role, report bucket and handoff are made"),
  manage_versioning: z.boolean().default(false).describe('Switch on versioning of source and destination'),
  report_bucket: bucketName.optional().describe('Bucket for reports and manifests that is there already'),
  create_report_bucket: createReportBucket.optional(),
  report_prefix: folder.optional().describe('Where reports go. Default: s3-backfill/reports'),
  manifest_prefix: folder.optional().describe("Where manifests go; '' keeps none. Default: s3-backfill/manifests"),
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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SettingsError(`${origin} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(json);
  const faults = parsed.success
    ? faultsTogether(parsed.data)
    : parsed.error.issues.flatMap((issue) => faultOf(issue, json));
  if (!parsed.success || faults.length > 0) {
    throw new SettingsError([`${origin} is not right:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));
  }
  return parsed.data;
}

/** What no single key shows. */
function faultsTogether(settings: Settings): readonly string[] {
  const faults: string[] = [];
  if ((settings.report_bucket === undefined) === (settings.create_report_bucket === undefined)) {
    const got = settings.report_bucket === undefined ? 'neither' : 'both';
    faults.push(`report_bucket: got ${got} of report_bucket and create_report_bucket; exactly one is needed`);
  }
  const ownKeys = settings.replication_source_kms_arns !== undefined;
  if (settings.replication_destination_kms_arn !== undefined && !ownKeys && !settings.adopt_existing_replication) {
    faults.push(
      'replication_source_kms_arns: got nothing; with replication_destination_kms_arn, name the keys that source objects are encrypted with',
    );
  }
  const { prefixes } = settings;
  prefixes.forEach((given, index) => {
    const other = prefixes.findIndex((candidate, at) => at !== index && given.startsWith(candidate));
    if (other < 0 || (prefixes[other] === given && other > index)) return;
    faults.push(
      `prefixes[${index}]: got "${given}", which "${prefixes[other] ?? ''}" covers already; leave one of them out`,
    );
  });
  return faults;
}

function faultOf(issue: z.core.$ZodIssue, json: unknown): readonly string[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearest(key, keysAt(issue.path));
      const name = at === '' ? key : `${at}.${key}`;
      return `${name}: unknown key${near === undefined ? '' : `; did you mean ${near}?`} docs/settings.md lists all keys`;
    });
  }
  const given = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    json,
  );
  return [
    `${at === '' ? 'the file' : at}: got ${given === undefined ? 'nothing' : JSON.stringify(given)}; ${issue.message}`,
  ];
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [first] = path;
  if (first === undefined) return Object.keys(schema.shape);
  if (first === 'provider') return Object.keys(provider.shape);
  return first === 'create_report_bucket' ? Object.keys(createReportBucket.shape) : [];
}

/** The candidate that begins alike and shares most words with `key`; undefined if none is near. */
function nearest(key: string, candidates: readonly string[]): string | undefined {
  const words = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().split(/[_-]|(?<=[a-z])(?=[A-Z])/));
  const own = words(key.replace(/([a-z])([A-Z])/g, '$1_$2'));
  const scored = candidates.map((candidate) => {
    const theirs = words(candidate);
    const shared = [...own].filter((word) => theirs.has(word)).length;
    return { candidate, score: shared / Math.max(own.size, theirs.size) };
  });
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score >= 0.5 ? best.candidate : undefined;
}

/** The JSON schema of the settings file; `schemas/settings.schema.json` is this. */
export function settingsJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Settings of s3-backfill', ...z.toJSONSchema(schema, { io: 'input' }) };
}
