import type { RunnerEvent, Telling } from '../events/events';
import type { Method } from '../methods/method';
import type { SpareOptions } from '../plan/spare';
import type { Engine } from '../ports/engine';
import { RunnerError } from '../ports/errors';
import type { Target } from '../target/target';

/** What stands beside the script, where it is not taken for a part of it. */
const BESIDES: ReadonlySet<RunnerEvent['kind']> = new Set(['check', 'note', 'target', 'warning']);

/** Checks everything, and tells the script that does elsewhere what a run would do here; sends nothing. */
export async function* printCommandVerb(
  method: Method,
  target: Target,
  engine: Engine,
  options: SpareOptions,
): Telling {
  if (method.script === undefined)
    throw new RunnerError(
      'usage',
      `--print-command is for programs that are driven, and --method ${method.name} starts none`,
      'leave it out, or choose --method rclone or --method aws-cli',
    );
  const preparing = method.prepare(target, engine, options);
  for (;;) {
    const step = await preparing.next();
    if (step.done !== true) {
      if (BESIDES.has(step.value.kind)) yield step.value;
      continue;
    }
    yield { kind: 'script', method: method.name, text: method.script(step.value.plan, engine, options) };
    // The last line of the script, as far as a shell is concerned.
    return { outcome: 'done', summary: '# nothing was sent', transferIds: [] };
  }
}
