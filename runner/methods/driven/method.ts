// A program that others have written, driven as a method: rclone, the AWS CLI.
import type { CheckEvent } from '../../events/check-events';
import { isRunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { shellCommand } from '../../text/shell-command';
import { isRunOf } from '../copy/journal/copy-ids';
import { looksAt } from '../copy/look-at-copies';
import { lacks } from '../copy/plan-copies';
import { examineCopies } from '../copy/prepare';
import { compareCopies } from '../copy/prove';
import type { Method } from '../method';
import { AWS_CLI } from './aws-cli/aws-cli';
import { findTool } from './find-tool';
import { accessOf, commandFor, drivenPlan } from './plan-driven';
import { prepareDriven } from './prepare-driven';
import { proveDriven } from './prove-driven';
import { RCLONE } from './rclone/rclone';
import { runDriven } from './run-driven';
import { scriptOf } from './script';
import { wordText, type Tool } from './tool';
import { UNHEEDED } from './unheeded';
import { versionText } from './version';

/** Whether the program is there, as the doctor tells it. */
async function examined(tool: Tool, engine: Parameters<typeof findTool>[1]): Promise<CheckEvent> {
  const about = {
    kind: 'check',
    check: 'driven-program',
    title: `${tool.title} is there, in a version that can be used`,
  } as const;
  try {
    const { path, version } = await findTool(tool, engine);
    return { ...about, answer: 'ok', detail: `'${path}' is ${tool.title} ${versionText(version)}` };
  } catch (error) {
    if (!isRunnerError(error, 'preflight')) throw error;
    return {
      ...about,
      answer: 'wrong',
      detail: error.message,
      fix: error.hint ?? tool.install(engine.programs.system),
    };
  }
}

function driven(tool: Tool): Method {
  const isIdOf = isRunOf(tool.name);
  return {
    name: tool.name,
    title: tool.title,
    noun: 'copy',
    keeps: tool.keeps,
    refuses: { ...UNHEEDED, ...tool.refuses },
    isIdOf,
    lacks,
    prepare: (target, engine, options) => prepareDriven(tool, target, engine, options),
    async *examine(target, engine, run, copies) {
      const found = await examined(tool, engine);
      yield found;
      return [found, ...(yield* examineCopies(target, engine, run, copies))];
    },
    compare: compareCopies,
    prove: (run, plan, target, engine, options) => proveDriven(run, drivenPlan(plan), target, engine, options),
    foresee(plan, engine) {
      const whole = drivenPlan(plan);
      const foreseen = whole.transfers.map((transfer) => {
        const { prefix, hash, request } = transfer;
        const { words, environment, files } = commandFor(tool, whole, transfer, accessOf(engine));
        const shown = Object.entries(environment).map(([name, word]) => [name, wordText(word)] as const);
        const command = shellCommand([tool.program, ...words.map(wordText)]);
        return {
          ...defined({ prefix }),
          hash,
          request: { ...request, command, environment: Object.fromEntries(shown), files },
        };
      });
      return Promise.resolve(foreseen);
    },
    script: (plan, engine, { copies }) => scriptOf(tool, drivenPlan(plan), accessOf(engine), copies),
    begin: (plan, _target, engine, options) => runDriven(tool, drivenPlan(plan), engine, options),
    advice: () => [],
    ...looksAt({ name: tool.name, isIdOf, operation: tool.program, isProven: true }),
  };
}

export const rclone = driven(RCLONE);
export const awsCli = driven(AWS_CLI);
