// The command line of rclone: a copy on S3's side, by a configuration that is in memory alone.
// https://rclone.org/s3/ https://rclone.org/commands/rclone_copy/
import type { Overwrite } from '../../../plan/copy-options';
import { foldersOf } from '../folders';
import { kmsKeyOf, type ToolCommand, type ToolOrder, type Word } from '../tool';
import { filterWords } from './filters';
import { sendsAcl } from './version';

/** What decides whether an object that is there is copied again: never its time, by which rclone would write every object anew. */
const COMPARES: Readonly<Record<Overwrite, string>> = {
  different: '--checksum',
  always: '--ignore-times',
  never: '--ignore-existing',
};

function variables(remote: string, options: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [[`RCLONE_CONFIG_${remote.toUpperCase()}_${option}`, value] as const],
  );
  return Object.fromEntries(given);
}

/** With AWS as the provider it would put the bucket before the host. */
function providerOf({ endpoint, pathStyle }: ToolOrder['access']): string {
  if (endpoint === undefined) return 'AWS';
  return pathStyle ? 'Minio' : 'Other';
}

function remote(name: string, region: string, { access, request, version }: ToolOrder): Record<string, string> {
  const { encryption, storageClass } = request;
  return variables(name, {
    TYPE: 's3',
    PROVIDER: providerOf(access),
    ENV_AUTH: 'true',
    REGION: region,
    ENDPOINT: access.endpoint,
    FORCE_PATH_STYLE: access.endpoint === undefined ? undefined : String(access.pathStyle),
    // By itself it lists servers that it does not know by the first version, and without encoding, which loses keys with control characters.
    LIST_VERSION: access.endpoint === undefined ? undefined : '2',
    LIST_URL_ENCODE: access.endpoint === undefined ? undefined : 'true',
    NO_CHECK_BUCKET: 'true',
    // Above it tags and annotations are lost; S3 copies no more in one piece.
    COPY_CUTOFF: '5Gi',
    ACL: sendsAcl(version) ? 'bucket-owner-full-control' : undefined,
    STORAGE_CLASS: storageClass,
    SERVER_SIDE_ENCRYPTION: encryption?.algorithm,
    SSE_KMS_KEY_ID: kmsKeyOf(encryption),
  });
}

interface Remotes {
  readonly from: string;
  readonly to: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One for both sides, or two where these are in two Regions: a remote has one. */
function remotesOf(order: ToolOrder): Remotes {
  const { source, destination } = order.regions;
  if (source === destination || order.access.endpoint !== undefined)
    return { from: 'both', to: 'both', environment: remote('both', destination, order) };
  const environment = { ...remote('from', source, order), ...remote('to', destination, order) };
  return { from: 'from', to: 'to', environment };
}

const LOG = ['--use-json-log', '--log-level', 'INFO', '--stats', '5s', '--stats-log-level', 'INFO'];

export function command(order: ToolOrder): ToolCommand {
  const { request, isDryRun = false, atOnce, requestsPerSecond, chosen } = order;
  const { stem, ...folders } = foldersOf(request) ?? { from: '', to: '', stem: '' };
  const { from, to, environment } = remotesOf(order);
  const which: readonly Word[] =
    chosen === undefined ? filterWords(request, stem) : ['--files-from-raw', { file: 'keys' }, '--no-traverse'];
  return {
    words: [
      'copy',
      `${from}:${request.from.bucket}/${folders.from}`,
      `${to}:${request.to.bucket}/${folders.to}`,
      COMPARES[request.overwrite ?? 'different'],
      // Otherwise it downloads and uploads, which loses tags and metadata.
      '--server-side-across-configs',
      // Under KMS an ETag is no digest: it would take a good copy for a broken one, and delete it.
      '--ignore-checksum',
      '--use-server-modtime',
      ...LOG,
      // What has failed is tried again by whoever drives it, with pauses.
      ...['--retries', '1'],
      ...(atOnce === undefined ? [] : ['--transfers', String(atOnce), '--checkers', String(atOnce)]),
      ...(requestsPerSecond === undefined ? [] : ['--tpslimit', String(requestsPerSecond)]),
      ...(isDryRun ? ['--dry-run'] : []),
      ...which,
    ],
    environment: { ...environment, RCLONE_CONFIG: '/dev/null', RCLONE_ASK_PASSWORD: 'false' },
    files: chosen === undefined ? {} : { keys: chosen.map((rest) => `${stem}${rest}\n`).join('') },
  };
}
