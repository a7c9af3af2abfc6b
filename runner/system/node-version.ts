// An older Node fails in the middle of a command, by a function that it does not have.

const OLDEST = [20, 19] as const;

/** What is wrong with this Node; undefined: nothing. @param version without the `v` */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, least] = OLDEST;
  if (major > oldest || (major === oldest && minor >= least)) return undefined;
  return `Node.js ${version} is too old: s3-backfill needs ${OLDEST.join('.')} or newer`;
}
