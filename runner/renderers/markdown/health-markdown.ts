// What is wrong, and how live replication keeps up, in Markdown.
import type { HealthEvent } from '../../events/health-events';
import { counted, count } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { ruleWords, statusWords } from '../text/health-text';
import { markdownCode, markdownTable, markdownText } from './safe-markdown';
import type { CheckEvent } from '../../events/check-events';

/** A block of code that ends where it ends, whatever is in it. */
function codeBlock(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...text.split('\n').map(visible), fence].join('\n');
}

/** Undefined: nothing to do about it. */
export function checkMarkdown({ answer, title, detail, fix, patch }: CheckEvent): string | undefined {
  if (answer === 'ok' || (answer === 'could-not-check' && patch === undefined)) return undefined;
  return [
    `**${answer === 'wrong' ? 'Wrong' : 'Unsure'}** (${markdownText(title)}): ${markdownText(detail)}`,
    ...(fix === undefined ? [] : ['', `**To do:** ${markdownText(fix)}`]),
    ...(patch === undefined ? [] : ['', codeBlock(patch.language, patch.text)]),
  ].join('\n');
}

export function healthMarkdown(event: HealthEvent): string {
  const { bucket, recent, listed, lookedAt, failedKeys, rules } = event;
  return [
    `### Replication of ${markdownCode(bucket)}`,
    '',
    `${counted(recent, 'recent object version')} of ${count(listed)} listed, ${count(lookedAt)} looked at: ${markdownText(statusWords(event))}`,
    ...(failedKeys.length === 0 ? [] : ['', `FAILED: ${failedKeys.map(markdownCode).join(', ')}`]),
    ...(rules.length === 0
      ? []
      : [
          '',
          markdownTable(
            ['rule', 'destination', 'by CloudWatch'],
            rules.map((rule) => [
              markdownCode(rule.rule),
              markdownCode(rule.destination),
              markdownText(ruleWords(rule)),
            ]),
          ),
        ]),
  ].join('\n');
}
