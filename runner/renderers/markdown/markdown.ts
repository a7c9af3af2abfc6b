// Events for the summary of a CI job: results as Markdown on standard output, talk as text on standard error.
import type { Output } from '../../ports/world';
import type { Colours } from '../terminal/colours';
import type { Renderer } from '../renderer';
import { textRenderer } from '../text/text';
import { eventMarkdown } from './event-markdown';

export function markdownRenderer(
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output },
  colours: Colours,
  ascii = false,
  verbose = false,
): Renderer {
  const nowhere: Output = { write: () => undefined, isTerminal: false, columns: 80 };
  const talk = textRenderer({ stdout: nowhere, stderr }, colours, ascii, verbose);
  return {
    tell(event) {
      talk.tell(event);
      const markdown = eventMarkdown(event);
      if (markdown !== undefined) stdout.write(`${markdown}\n\n`);
    },
    end: () => talk.end(),
  };
}
