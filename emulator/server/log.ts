// What the emulator tells whoever runs it.

export type LogEntry =
  | {
      readonly kind: 'request';
      readonly requestId: string;
      readonly method: string;
      /** Path and query as they were sent. */
      readonly target: string;
      /** As AWS names it, for example `s3:GetObject`; absent where the request has none that is emulated. */
      readonly operation?: string;
      /** 0 if the client got no answer. */
      readonly status: number;
      /** Of the error, for example `NoSuchKey`. */
      readonly code?: string;
      /** Of an AccessDenied: which statement denied, or which condition keys the request did not have. */
      readonly reason?: string;
      /** Ids of the faults that it met. */
      readonly faults?: readonly string[];
      readonly milliseconds: number;
    }
  /** A fault of the emulator itself: a request was answered with 500, or work in the background ended early. */
  | { readonly kind: 'bug'; readonly message: string; readonly stack?: string; readonly requestId?: string };

export type Log = (entry: LogEntry) => void;

/** What a log says of something that was thrown. */
export function describeError(error: unknown): { readonly message: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  return error.stack === undefined ? { message: error.message } : { message: error.message, stack: error.stack };
}
