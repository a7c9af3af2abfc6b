/** The job as a whole cannot go on; it ends up in its `FailureReasons`. */
export class JobFailure extends Error {
  constructor(
    readonly code: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'JobFailure';
  }
}
