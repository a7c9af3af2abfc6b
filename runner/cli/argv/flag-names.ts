// What a flag is called outside of the command line.

export const PREFIX = 'S3_BACKFILL_';

/** `S3_BACKFILL_POLL_SECONDS` */
export function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

/** `poll_seconds`, in a settings file. */
export function keyOf(name: string): string {
  return name.replaceAll('-', '_');
}
