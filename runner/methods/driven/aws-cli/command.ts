// The command line of `aws s3`, and its private configuration.
// https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html https://docs.aws.amazon.com/cli/latest/topic/s3-config.html
import type { CopyRequest } from '../../copy/plan-copies';
import { foldersOf, literalGlob, type Folders } from '../folders';
import { kmsKeyOf, type ToolCommand, type ToolOrder } from '../tool';
import type { Version } from '../version';
import { isOne, knowsAnnotations } from './version';

/** Folders are not known of this key; nothing is copied then. */
const NONE: Folders = { from: '', to: '', stem: '' };

/** As they stand: what they mean here is what they mean to `aws s3`. */
function filterWords({ request, chosen, leftOut = [] }: ToolOrder, stem: string): readonly string[] {
  const before = literalGlob(stem);
  const globs = request.selection?.globs ?? [];
  const some = chosen === undefined ? undefined : chosen.map((rest) => before + literalGlob(rest));
  const only = some ?? (stem === '' ? undefined : [`${before}*`]);
  return [
    ...(only === undefined ? [] : ['--exclude', '*', ...only.flatMap((glob) => ['--include', glob])]),
    ...(some === undefined ? globs.flatMap(({ does, glob }) => [`--${does}`, before + glob]) : []),
    ...leftOut.flatMap((rest) => ['--exclude', before + literalGlob(rest)]),
  ];
}

/** Version 1 has no such word: in one piece S3 copies all of it by itself. */
function propertyWords({ annotations = 'copy' }: CopyRequest, version: Version): readonly string[] {
  if (isOne(version)) return [];
  return ['--copy-props', annotations === 'copy' && knowsAnnotations(version) ? 'all' : 'default'];
}

/** With an endpoint of its own it would ask AWS itself about the source, were it told where that is. */
function placeWords({ regions, access }: ToolOrder): readonly string[] {
  if (access.endpoint !== undefined) return ['--region', regions.destination, '--endpoint-url', access.endpoint];
  return ['--region', regions.destination, '--source-region', regions.source];
}

/** Below 5 GiB everything is copied in one piece, which keeps what version 1 otherwise loses, and the ETag. */
function configuration({ access, atOnce = 10 }: ToolOrder): string {
  return [
    '[default]',
    'output = text',
    's3 =',
    '  multipart_threshold = 5GB',
    '  multipart_chunksize = 128MB',
    `  max_concurrent_requests = ${atOnce}`,
    ...(access.pathStyle ? ['  addressing_style = path'] : []),
    '',
  ].join('\n');
}

export function command(order: ToolOrder): ToolCommand {
  const { request, isDryRun = false, version } = order;
  const { encryption, storageClass, overwrite = 'different', restored = false } = request;
  const folders = foldersOf(request) ?? NONE;
  const kmsKey = kmsKeyOf(encryption);
  return {
    words: [
      's3',
      ...(overwrite === 'always' ? ['cp', '--recursive'] : ['sync']),
      `s3://${request.from.bucket}/${folders.from}`,
      `s3://${request.to.bucket}/${folders.to}`,
      ...(overwrite === 'never' ? ['--no-overwrite'] : []),
      ...propertyWords(request, version),
      ...(storageClass === undefined ? [] : ['--storage-class', storageClass]),
      ...(encryption === undefined ? [] : ['--sse', encryption.algorithm]),
      ...(kmsKey === undefined ? [] : ['--sse-kms-key-id', kmsKey]),
      ...(restored ? ['--force-glacier-transfer'] : []),
      '--no-progress',
      ...placeWords(order),
      ...(isDryRun ? ['--dryrun'] : []),
      ...filterWords(order, folders.stem),
    ],
    environment: {
      AWS_CONFIG_FILE: { file: 'config' },
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
      AWS_RETRY_MODE: 'standard',
      AWS_MAX_ATTEMPTS: '10',
    },
    files: { config: configuration(order) },
  };
}
