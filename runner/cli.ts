// The command line. Parses, calls a use case, renders what it says; decides nothing.
import yargs, { type Argv } from 'yargs';
import { version } from '../package.json';
import { RunnerError, isRunnerError } from './errors';
import type { ErrorEvent, RunnerEvent, Telling } from './events';
import { exitCode } from './exit-code';
import type { Given } from './flag-values';
import { CONCLUDE_FLAGS, CONNECTION_FLAGS, EMULATOR_FLAGS, TARGET_FLAGS, WATCH_FLAGS, type Flags } from './flags';
import { nearest } from './nearest';
import type { World } from './ports';
import { colours } from './renderers/colours';
import { jsonRenderer } from './renderers/json';
import type { Renderer } from './renderers/renderer';
import { textRenderer } from './renderers/text';
import { shellWord, visible } from './safe-text';

export interface Verb {
  /** As yargs writes it: the word and its arguments. */
  readonly usage: string;
  readonly description: string;
  readonly flags: Flags;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly run: (given: Given, world: World, renderer: Renderer, again: string) => Promise<number>;
}

/** Renders what a use case says, and its ending. */
async function through(telling: Telling, renderer: Renderer): Promise<number> {
  for (;;) {
    const step = await telling.next();
    if (step.done !== true) {
      renderer.tell(step.value);
      continue;
    }
    const code = exitCode(step.value);
    renderer.tell({ kind: 'verdict', exitCode: code, ...step.value });
    return code;
  }
}

function say(renderer: Renderer, event: RunnerEvent | undefined): void {
  if (event !== undefined) renderer.tell(event);
}

function jobIdsIn(given: Given): readonly string[] {
  const ids = given['job'];
  return (Array.isArray(ids) ? ids : [ids]).map(String);
}

export const VERBS: Readonly<Record<string, Verb>> = {
  plan: {
    usage: 'plan',
    description: 'check everything and print the exact requests; nothing is sent',
    flags: { ...CONNECTION_FLAGS, ...TARGET_FLAGS },
    examples: [
      ['s3-backfill plan', 'with the Terraform state in this directory'],
      ['s3-backfill plan --output json | jq', 'the requests, for a program'],
    ],
    async run(given, world, renderer) {
      const [{ startWithTarget, planOptions }, { planVerb }] = await Promise.all([
        import('./start'),
        import('./verbs/plan'),
      ]);
      const options = planOptions(given);
      const { engine, target, states, handoff } = await startWithTarget(given, world);
      say(renderer, handoff);
      return through(planVerb(target, engine, states, options), renderer).finally(() => engine.aws.close());
    },
  },
  run: {
    usage: 'run',
    description: 'check, create the jobs (or go on with those that are there), watch, report',
    flags: { ...CONNECTION_FLAGS, ...TARGET_FLAGS, ...WATCH_FLAGS },
    examples: [
      ['s3-backfill run', 'with the Terraform state in this directory'],
      ['terraform output -json | s3-backfill run --outputs -', 'with the outputs of any backend'],
      ['s3-backfill run --outputs outputs.json --prefix folder/', 'one prefix instead of those of the handoff'],
      [
        's3-backfill run --source-bucket b --role-arn arn:aws:iam::111122223333:role/r --report-bucket r',
        'without a handoff',
      ],
    ],
    async run(given, world, renderer, again) {
      const [{ startWithTarget, planOptions, watchOptions, concludeOptions }, { runVerb }] = await Promise.all([
        import('./start'),
        import('./verbs/run'),
      ]);
      const options = { ...planOptions(given), ...watchOptions(given, world), ...concludeOptions(given), again };
      const { engine, target, states, handoff } = await startWithTarget(given, world);
      say(renderer, handoff);
      return through(runVerb(target, engine, states, options), renderer).finally(() => engine.aws.close());
    },
  },
  watch: {
    usage: 'watch <job..>',
    description: 'watch jobs until they are over, and report',
    flags: { ...CONNECTION_FLAGS, ...WATCH_FLAGS },
    examples: [['s3-backfill watch 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', 'come back to a job']],
    async run(given, world, renderer) {
      const [{ start, watchOptions, concludeOptions }, { watchVerb }] = await Promise.all([
        import('./start'),
        import('./verbs/watch'),
      ]);
      const options = { ...watchOptions(given, world), ...concludeOptions(given) };
      const { engine, handoff } = await start(given, world);
      say(renderer, handoff);
      return through(watchVerb(jobIdsIn(given), engine, options), renderer).finally(() => engine.aws.close());
    },
  },
  report: {
    usage: 'report <job>',
    description: 'what became of a job: failures grouped by cause, with remedies',
    flags: { ...CONNECTION_FLAGS, ...CONCLUDE_FLAGS },
    examples: [['s3-backfill report 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c', '']],
    async run(given, world, renderer) {
      const [{ start, concludeOptions }, { reportVerb }] = await Promise.all([
        import('./start'),
        import('./verbs/report'),
      ]);
      const options = concludeOptions(given);
      const { engine, handoff } = await start(given, world);
      say(renderer, handoff);
      const [jobId = ''] = jobIdsIn(given);
      return through(reportVerb(jobId, engine, options), renderer).finally(() => engine.aws.close());
    },
  },
  emulator: {
    usage: 'emulator',
    description: 'serve an AWS on this machine, to rehearse with',
    flags: EMULATOR_FLAGS,
    examples: [['s3-backfill emulator --port 4566', 'prints endpoint, Region and access keys as JSON when ready']],
    async run(given, world) {
      const { emulatorVerb } = await import('./verbs/emulator');
      return emulatorVerb(given, world);
    },
  },
};

function withFlags(parser: Argv, { flags, examples, usage }: Verb): Argv {
  const options = parser.usage(`s3-backfill ${usage} [flags]`).options(flags);
  return examples.reduce((all, [command, meaning]) => all.example(command, meaning), options).strict();
}

/** What yargs says about a wrong command line, with the word that was probably meant. */
function usageError(message: string, argv: readonly string[]): RunnerError {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ');
  const verb = argv.find((word) => Object.hasOwn(VERBS, word));
  const help = `see: s3-backfill ${verb === undefined ? '' : `${verb} `}--help`;
  if (unknown === undefined) return new RunnerError('usage', visible(message.replace(/\s*\n\s*/g, ' ')), help);
  const known = verb === undefined ? Object.keys(VERBS) : Object.keys(VERBS[verb]?.flags ?? {});
  const words = unknown.map((word) => {
    const meant = nearest(word, known);
    const dashes = argv.some((given) => given.startsWith(`--${word}`)) ? '--' : '';
    return `'${dashes}${visible(word)}'${meant === undefined ? '' : ` (did you mean '${dashes}${meant}'?)`}`;
  });
  return new RunnerError(
    'usage',
    `${verb === undefined ? 'unknown command' : 'unknown argument'} ${words.join(', ')}`,
    help,
  );
}

function errorEvent(error: unknown): ErrorEvent {
  if (!isRunnerError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    const hint =
      'this is a fault of s3-backfill: please report it; a job that was created goes on, and the same command finds it';
    return { kind: 'error', error: 'fault', exitCode: exitCode({ fault: true }), message: visible(message), hint };
  }
  const { kind, message, hint, code } = error;
  const text = kind === 'interrupted' ? 'interrupted; nothing was sent' : message;
  const rest = { ...(hint === undefined ? {} : { hint }), ...(code === undefined ? {} : { code }) };
  return { kind: 'error', error: kind, exitCode: exitCode({ error: kind }), message: text, ...rest };
}

/** Before the command line is understood, too, a program that asked for JSON gets JSON. */
function asksForJson(argv: readonly string[]): boolean {
  return (
    argv.includes('--output=json') || argv.some((word, index) => word === '--output' && argv[index + 1] === 'json')
  );
}

/**
 * The whole program.
 * @param argv what stands after the program's name
 * @returns the exit code
 */
export async function cli(argv: readonly string[], world: World): Promise<number> {
  const { stdout, stderr, environment } = world;
  const renderer = asksForJson(argv)
    ? jsonRenderer(stdout, world.clock)
    : textRenderer({ stdout, stderr }, colours(stderr.isTerminal, environment));
  let code = 0;
  const again = ['s3-backfill', ...argv.map(shellWord)].join(' ');
  const parser = yargs([])
    .scriptName('s3-backfill')
    .usage(
      's3-backfill <command> [flags]\n\nReplicates the objects that were in an S3 bucket before its replication rule.',
    )
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
    })
    .locale('en')
    .version(version)
    .help()
    .alias('help', 'h')
    .wrap(null)
    .demandCommand(1, 1, 'no command', 'one command at a time')
    .strict()
    .exitProcess(false)
    .epilogue(
      'Exit codes: 0 done or nothing to do, 1 some objects failed, 2 wrong usage or a check said no, 3 job failed or cancelled,\n4 still running, 5 AWS refused or was not reached, 6 nothing matched (--fail-on-empty), 130 interrupted; the job goes on.',
    )
    .fail((message: string | null, error: Error | undefined) => {
      // yargs throws errors of its own for some faults and passes messages for others.
      throw error === undefined || error.name === 'YError'
        ? usageError(message ?? error?.message ?? 'wrong usage', argv)
        : error;
    });
  for (const verb of Object.values(VERBS)) {
    parser.command(
      verb.usage,
      verb.description,
      (inner) => withFlags(inner, verb),
      async (given) => {
        code = await verb.run(given, world, renderer, again);
      },
    );
  }
  try {
    await parser.parseAsync([...argv], {}, (_error, _given, output) => {
      if (output !== '') stdout.write(`${output}\n`);
    });
    return code;
  } catch (error) {
    const event = errorEvent(error);
    renderer.tell(event);
    return event.exitCode;
  } finally {
    renderer.end();
  }
}
