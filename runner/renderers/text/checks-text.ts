// What checks find, for a person: what is wrong or unsure in full, and how many are ok.
import type { CheckEvent } from '../../events/check-events';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Colours } from '../terminal/colours';

/**
 * What a finding is called. The title says what is true when the answer is ok, and may be the opposite of any other finding: that
 * goes by the name of its check.
 */
export function findingName({ answer, check, title }: Pick<CheckEvent, 'answer' | 'check' | 'title'>): string {
  return answer === 'ok' ? title : check;
}

/** Indented, so that it is seen where it ends. */
function patchText({ patch }: CheckEvent): string {
  const lines = patch === undefined ? [] : patch.text.split('\n');
  return lines.map((line) => `\n         ${visible(line)}`).join('');
}

export function checkText(event: CheckEvent, colours: Colours): string {
  const { answer, detail, fix } = event;
  const found = `${findingName(event)}: ${visible(detail)}`;
  switch (answer) {
    case 'ok':
      return `${colours.good('ok')}     ${found}`;
    case 'wrong':
      return `${colours.bad('wrong')}  ${found}\n       to do: ${visible(fix ?? '')}${patchText(event)}`;
    case 'could-not-check':
      return `${colours.unsure('unsure')} ${found}${patchText(event)}`;
  }
}

export interface ChecksText {
  /** What is to be said now; undefined: nothing yet. */
  add(event: CheckEvent): string | undefined;
  /** How many were ok since it was said last; undefined: none. */
  rest(): string | undefined;
}

/** @param verbose whether each that is ok is told. @default - they are counted */
export function checksText(colours: Colours, verbose: boolean): ChecksText {
  let good = 0;
  return {
    add(event) {
      if (event.answer !== 'ok' || verbose) return checkText(event, colours);
      good += 1;
      return undefined;
    },
    rest() {
      const text = good === 0 ? undefined : `${counted(good, 'check')} ${colours.good('ok')}`;
      good = 0;
      return text;
    },
  };
}
