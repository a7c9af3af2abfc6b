// What is wrong, and how live replication keeps up, in Markdown.
import type { HealthEvent } from '../../events/health-events';
import { counted, count } from '../../text/figures';
import { ruleWords, statusWords } from '../text/health-text';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './safe-markdown';
import type { CheckEvent } from '../../events/check-events';

/** Undefined: nothing to do about it. */
export function checkMarkdown({ answer, check, detail, fix, patch }: CheckEvent): string | undefined {
  if (answer === 'ok' || (answer === 'could-not-check' && patch === undefined)) return undefined;
  return [
    `**${answer === 'wrong' ? 'Wrong' : 'Unsure'}** (${markdownCode(check)}): ${markdownText(detail)}`,
    ...(fix === undefined ? [] : ['', `**To do:** ${markdownText(fix)}`]),
    ...(patch === undefined ? [] : ['', markdownBlock(patch.text, patch.language)]),
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
