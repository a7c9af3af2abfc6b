import { RunnerError } from '../../../ports/errors';

/** A completion report is there, and is not what S3 has written: reading it again may help, asking S3 again does not. */
export class DamagedReport extends RunnerError {
  /** @param location of the damaged file */
  constructor(location: string, why: string) {
    super(
      'unavailable',
      `the completion report at ${location} is damaged: ${why}`,
      'look at the file; the job itself is not affected',
    );
  }
}
