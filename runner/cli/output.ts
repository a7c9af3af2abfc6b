// How it is told: for people, as JSON or as Markdown, all of it or only what matters. Known before the command line is found right
// or wrong, so that a program that asked for JSON gets the error as JSON.
import type { World } from '../ports/world';
import { jsonRenderer } from '../renderers/json';
import type { Renderer } from '../renderers/renderer';
import { colours } from '../renderers/terminal/colours';
import { isAsciiLocale } from '../renderers/terminal/width';
import { textRenderer } from '../renderers/text/text';
import { quietRenderer } from '../renderers/volume';
import type { Argv } from './argv/read-argv';
import type { ConfiguredFlags } from './argv/settings-and-variables';
import { CONNECTION_FLAGS, SAYING_FLAGS } from './flags/target-flags';

/** The flags that decide, of every command: variables and settings say them, too. */
export const OUTPUT_FLAGS = {
  output: CONNECTION_FLAGS.output,
  quiet: SAYING_FLAGS.quiet,
  verbose: SAYING_FLAGS.verbose,
};

export interface Output {
  /** A word of `--output`; another one is refused later, and is told as text. */
  readonly format: string;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
}

/** What is typed wins, and of that the last. */
export function outputOf({ flags }: Pick<Argv, 'flags'>, configured: ConfiguredFlags): Output {
  const last = (name: keyof typeof OUTPUT_FLAGS): string | undefined =>
    flags.get(name)?.at(-1)?.text ?? configured.flags.get(name)?.texts.at(-1);
  return { format: last('output') ?? 'text', isQuiet: last('quiet') === 'true', isVerbose: last('verbose') === 'true' };
}

export async function rendererFor(output: Output, world: World): Promise<Renderer> {
  const renderer = await loudRenderer(output, world);
  return output.isQuiet ? quietRenderer(renderer) : renderer;
}

async function loudRenderer(
  { format, isVerbose }: Output,
  { stdout, stderr, environment, clock }: World,
): Promise<Renderer> {
  if (format === 'json') return jsonRenderer(stdout, clock);
  const paint = colours(stderr.isTerminal, environment);
  const ascii = isAsciiLocale(environment);
  if (format !== 'markdown') return textRenderer({ stdout, stderr }, paint, ascii, isVerbose);
  const { markdownRenderer } = await import('../renderers/markdown/markdown');
  return markdownRenderer({ stdout, stderr }, paint, ascii, isVerbose);
}
