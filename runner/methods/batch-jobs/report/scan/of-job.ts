// What every row of a report has to be about: one that is about something else says nothing of the job.

/** Of a job, as far as S3 tells it. */
export interface OfJob {
  /** That it reads. @default - it is not known */
  readonly bucket?: string;
  /** Beginning of the keys that S3 lists for it. @default - any key may be in its list */
  readonly prefix?: string;
}

/** In place of the folder of a row that is about something else: no folder is called so. */
export const FOREIGN = '\nnone of the job';

export function isForeign(row: { readonly bucket: string; readonly key: string }, { bucket, prefix }: OfJob): boolean {
  return (bucket !== undefined && row.bucket !== bucket) || (prefix !== undefined && !row.key.startsWith(prefix));
}
