// The files that a first use begins with: for CDKTF with a settings file, or for plain Terraform. Nothing is overwritten.
import { dirname, join, relative, resolve } from 'node:path';
import type { NoteEvent, Telling } from '../events/events';
import { attributes, block, type HclObject } from '../patches/hcl';
import { RunnerError } from '../ports/errors';
import type { World } from '../ports/world';
import { regionFault } from '../target/aws-names';
import { bucketArn } from '../text/arn';
import { bucketNameFault, prefixFault } from '../text/s3-address';
import { visible } from '../text/safe-text';

export interface InitOptions {
  readonly sourceBucket?: string;
  readonly region?: string;
  readonly destinationBucket?: string;
  /** @default - asked for; without an answer every key */
  readonly prefixes?: readonly string[];
  /** @default - asked for; without an answer one is made */
  readonly reportBucket?: string;
  /** Whether the bucket replicates already. */
  readonly adopt: boolean;
  /** Whether the files are for plain Terraform. */
  readonly hcl: boolean;
}

type Answers = Required<Pick<InitOptions, 'sourceBucket' | 'region' | 'prefixes'>> & InitOptions;

type Ask = NonNullable<World['answer']>;

const LONGEST_BUCKET_NAME = 63;

/** @throws RunnerError `usage` of an answer that cannot be one */
async function answered(
  ask: Ask,
  question: string,
  faultOf: (text: string) => string | undefined,
  mayBeEmpty = false,
): Promise<string> {
  const text = (await ask(question)).trim();
  const fault = text === '' ? (mayBeEmpty ? undefined : 'nothing was answered') : faultOf(text);
  if (fault === undefined) return text;
  throw new RunnerError('usage', `${question}: ${fault}`, 'nothing was written: start again, or say it with flags');
}

/** What flags do not say is asked for, where somebody can answer. @throws RunnerError `usage` */
async function answersOf(options: InitOptions, ask: World['answer']): Promise<Answers> {
  const { sourceBucket, region, destinationBucket, prefixes, adopt, hcl } = options;
  if (ask === undefined) {
    const missing = [
      ...(sourceBucket === undefined ? ['--source-bucket'] : []),
      ...(region === undefined ? ['--region'] : []),
      ...(destinationBucket === undefined && !adopt ? ['--destination-bucket'] : []),
    ];
    if (sourceBucket === undefined || region === undefined || missing.length > 0)
      throw new RunnerError(
        'usage',
        `nobody can be asked here, and ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not given`,
        's3-backfill init --source-bucket my-bucket --region eu-west-1 --destination-bucket my-replica; ' +
          'with --adopt, where the bucket replicates already, it needs no destination',
      );
    return { ...options, sourceBucket, region, prefixes: prefixes ?? [] };
  }
  const from = sourceBucket ?? (await answered(ask, 'Bucket to copy from', bucketNameFault));
  const where = region ?? (await answered(ask, 'Its Region, like eu-west-1', regionFault));
  const to = destinationBucket ?? (adopt ? undefined : await answered(ask, 'Bucket to copy to', bucketNameFault));
  const prefix = prefixes ?? [
    await answered(ask, 'Prefix of the keys, like folder/ (empty: every key)', prefixFault, true),
  ];
  const reports =
    options.reportBucket ??
    (await answered(
      ask,
      `Bucket for reports that is there already (empty: ${reportBucketFor(from)} is made)`,
      bucketNameFault,
      true,
    ));
  return {
    ...{ adopt, hcl, sourceBucket: from, region: where, prefixes: prefix.filter((one) => one !== '') },
    ...(to === undefined ? {} : { destinationBucket: to }),
    ...(reports === '' ? {} : { reportBucket: reports }),
  };
}

function reportBucketFor(source: string): string {
  const end = '-backfill-reports';
  return `${source.slice(0, LONGEST_BUCKET_NAME - end.length).replace(/[.-]+$/, '')}${end}`;
}

/** As the settings file and the HCL module call it alike. */
function settingsOf({ sourceBucket, region, destinationBucket, prefixes, reportBucket, adopt }: Answers): HclObject {
  return {
    source_bucket: sourceBucket,
    ...(adopt ? { adopt_existing_replication: true } : {}),
    ...(destinationBucket === undefined
      ? {}
      : { replication_destination_bucket_arn: bucketArn(destinationBucket, region) }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(reportBucket === undefined
      ? { create_report_bucket: { name: reportBucketFor(sourceBucket) } }
      : { report_bucket: reportBucket }),
  };
}

/** The folder of the package, as Node finds it from the working directory; undefined: it is not installed there. */
async function packageSeen({ files, workingDirectory }: World): Promise<string | undefined> {
  for (let directory = workingDirectory; ; directory = dirname(directory)) {
    const folder = join(directory, 'node_modules', 's3-backfill');
    if ((await files.read(join(folder, 'package.json'), { onlyFiles: true })) !== undefined) {
      const path = relative(workingDirectory, folder).replaceAll('\\', '/');
      return path.startsWith('.') ? path : `./${path}`;
    }
    if (directory === dirname(directory)) return undefined;
  }
}

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** @param isRoot whether there is a root of Terraform already, which has its providers */
function filesOf(answers: Answers, folder: string, isRoot: boolean): Readonly<Record<string, string>> {
  const settings = settingsOf(answers);
  const { region, hcl } = answers;
  if (!hcl)
    return {
      'cdktf.json': json({
        language: 'typescript',
        app: `node -e "require('s3-backfill/app')"`,
        projectId: 's3-backfill',
        sendCrashReports: 'false',
        terraformProviders: [],
        terraformModules: [],
        context: { settings: 's3-backfill.json' },
      }),
      's3-backfill.json': json({ $schema: `${folder}/schemas/settings.schema.json`, region, ...settings }),
    };
  const root = [
    ...(isRoot ? [] : [block('provider "aws"', attributes({ region }))]),
    block('module "backfill"', attributes({ source: `${folder}/terraform/backfill`, ...settings })),
    block('output "s3_backfill"', 'value = module.backfill.s3_backfill'),
  ];
  return { 's3-backfill.tf': `${root.join('\n\n')}\n` };
}

/** Writes the files, unless one of them is there. */
export async function* initVerb(options: InitOptions, world: World): Telling {
  const { files, workingDirectory } = world;
  const fault = options.region === undefined ? undefined : regionFault(options.region);
  if (fault !== undefined) throw new RunnerError('usage', `--region: ${fault}`);
  if (options.adopt && options.destinationBucket !== undefined)
    throw new RunnerError(
      'usage',
      '--adopt and --destination-bucket were both given: the rules that are there say where to',
      'leave out one of them',
    );
  const folder = await packageSeen(world);
  if (folder === undefined)
    throw new RunnerError(
      'usage',
      `s3-backfill is not installed in '${visible(workingDirectory)}', nor above it: the files would point to nothing`,
      'install the package here first: npm install --save-dev --save-exact, with its name or its tarball',
    );
  const names = options.hcl ? ['s3-backfill.tf'] : ['cdktf.json', 's3-backfill.json'];
  const here = await files.list(workingDirectory);
  const taken = names.filter((name) => here.includes(name));
  if (taken.length > 0)
    throw new RunnerError(
      'usage',
      `${taken.join(' and ')} ${taken.length > 1 ? 'are' : 'is'} in '${visible(workingDirectory)}' already: nothing was written`,
      'move what is there away, or go on with it',
    );
  const isRoot = here.some((name) => name.endsWith('.tf'));
  const answers = await answersOf(options, world.answer);
  for (const [name, text] of Object.entries(filesOf(answers, folder, isRoot))) yield await written(world, name, text);
  const next = options.hcl
    ? 'terraform init && terraform apply && terraform output -json > outputs.json'
    : 'npx cdktf deploy --outputs-file outputs.json';
  const summary = `review ${names.join(' and ')}, then run: ${next}; after that: s3-backfill run --outputs outputs.json`;
  return { outcome: 'done', summary, transferIds: [], next };
}

async function written({ files, workingDirectory }: World, name: string, text: string): Promise<NoteEvent> {
  const path = resolve(workingDirectory, name);
  try {
    await files.write(path, text, { onlyFiles: true });
  } catch (error) {
    const why = error instanceof Error ? visible(error.message) : 'unknown';
    throw new RunnerError('usage', `cannot write '${visible(path)}': ${why}`, 'start it where files can be written');
  }
  return { kind: 'note', detail: `wrote '${visible(path)}'`, path };
}
