// A DataSync without tasks; a test gives it what it has.
import { RunnerError } from '../../../runner/ports/errors';
import type { DataSync } from '../../../runner/ports/datasync/datasync';

export function fakeDataSync(own: Partial<DataSync> = {}): DataSync {
  const unknown = (arn: string) => Promise.reject(new RunnerError('not-found', `there is no ${arn}`));
  return {
    task: unknown,
    location: unknown,
    start: ({ TaskArn }) => unknown(TaskArn),
    execution: unknown,
    async *executions() {
      yield* await Promise.resolve([]);
    },
    cancel: unknown,
    ...own,
  };
}
