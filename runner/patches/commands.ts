// Commands that repair what neither HCL nor a policy can, or that find what is behind it.
import { awsFlags, flagWords, shellCommand } from '../text/shell-command';
import type { Patch } from '../events/check-events';

/** One command line for each list of words. */
export function commands(...lines: readonly (readonly string[])[]): Patch {
  return { language: 'sh', text: lines.map(shellCommand).join('\n') };
}

/** `s3-backfill doctor` with these prefixes. */
export function withPrefixes(prefixes: readonly string[]): Patch {
  const flags = prefixes.filter((prefix) => prefix !== '').flatMap((prefix) => flagWords('--prefix', prefix));
  return commands(['s3-backfill', 'doctor', ...flags]);
}

/** A new version of the object, made of this one: live replication takes it as any other. */
export function copyOntoItself(
  { key, versionId }: { readonly key: string; readonly versionId: string },
  bucket: string,
  storageClass?: string,
): Patch {
  // The AWS CLI encodes the source itself, whatever its help says.
  const to = { bucket, key, 'copy-source': `${bucket}/${key}?versionId=${versionId}` };
  return commands([
    ...['aws', 's3api', 'copy-object'],
    ...awsFlags({ ...to, ...(storageClass === undefined ? {} : { 'storage-class': storageClass }) }),
  ]);
}
