// A manifest: lines with a path below the location and, if wanted, a version id.
// https://docs.aws.amazon.com/datasync/latest/userguide/transferring-with-manifest.html
import { S3_ARN_PREFIX } from '../../world/arn';
import type { SyncExecution, SyncManifest } from '../../world/datasync';
import type { World } from '../../world/world';
import { canAssume, failureOf, S3Session } from './s3-session';

export interface ManifestRow {
  readonly path: string;
  readonly versionId?: string;
}

/** The execution cannot read its manifest, or make sense of it. */
export class ManifestFailure extends Error {}

const MAX_BYTES = 1024;

/** @throws ManifestFailure */
export function readManifest(world: World, execution: SyncExecution, manifest: SyncManifest): readonly ManifestRow[] {
  const {
    ManifestObjectPath: key,
    S3BucketArn,
    BucketAccessRoleArn: roleArn,
    ManifestObjectVersionId,
  } = manifest.Source.S3;
  const name = S3BucketArn.replace(S3_ARN_PREFIX, '');
  const fail = (why: string): never => {
    throw new ManifestFailure(`Unable to read the manifest s3://${name}/${key}: ${why}`);
  };
  const assumption = { roleArn, accountId: execution.accountId, arn: execution.taskArn };
  if (!canAssume(world, assumption)) return fail('Access denied when calling sts:AssumeRole');
  const bucket = world.buckets.get(name);
  if (bucket === undefined) return fail('The specified bucket does not exist');
  const session = new S3Session(world, assumption, bucket);
  const query = ManifestObjectVersionId === undefined ? {} : { versionId: ManifestObjectVersionId };
  let body = Buffer.alloc(0);
  const failure = failureOf('Get Object', () => {
    body = Buffer.from(session.send({ method: 'GET', key, query }).body ?? '');
  });
  if (failure !== undefined) return fail(failure.detail);
  let text: string;
  try {
    text = new TextDecoder('utf8', { fatal: true }).decode(body);
  } catch {
    return fail('it is not UTF-8');
  }
  return rowsOf(text, fail);
}

function rowsOf(text: string, fail: (why: string) => never): readonly ManifestRow[] {
  const rows: ManifestRow[] = [];
  const paths = new Set<string>();
  for (const fields of linesOf(text)) {
    const [path = '', versionId = ''] = fields;
    if (fields.length > 2) fail(`the entry of ${path} has ${fields.length} fields, and 2 are allowed`);
    if (paths.has(path)) fail(`${path} is listed twice`);
    for (const field of fields) {
      if (Buffer.byteLength(field) > MAX_BYTES)
        fail(`a field has more than ${MAX_BYTES} bytes: ${field.slice(0, 100)}…`);
    }
    paths.add(path);
    rows.push(versionId === '' ? { path } : { path, versionId });
  }
  return rows;
}

/** Lines and their fields. Two quotes are one, in quotes and without; empty lines do not count. */
function* linesOf(text: string): Generator<readonly string[], void, undefined> {
  let fields = [''];
  let isQuoted = false;
  const add = (character: string): void => {
    fields.push(`${fields.pop() ?? ''}${character}`);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      if (text.charAt(at + 1) !== '"') isQuoted = !isQuoted;
      else {
        add('"');
        at++;
      }
    } else if (isQuoted) add(character);
    else if (character === ',') fields.push('');
    else if (character === '\n' || character === '\r') {
      if (fields.length > 1 || fields[0] !== '') yield fields;
      fields = [''];
    } else add(character);
  }
  if (fields.length > 1 || fields[0] !== '') yield fields;
}
