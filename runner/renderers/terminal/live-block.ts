// Lines at the end of a terminal that are written over again and again.
import type { Output } from '../../ports/world';
import { widthOf } from './width';

const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

export interface LiveBlock {
  /** Writes over what was shown; no line may be wider than the terminal. */
  show(lines: readonly string[]): void;
  /** Takes it away: what is written next begins where it began. */
  clear(): void;
}

export function liveBlock(terminal: Output): LiveBlock {
  let shown: readonly string[] = [];

  /** A terminal that became narrower since has wrapped what was too wide. */
  const rows = (): number =>
    shown.reduce((total, line) => total + Math.max(1, Math.ceil(widthOf(line) / terminal.columns)), 0);
  const toTheBeginning = (): string => (rows() > 1 ? `\r\u001b[${rows() - 1}A` : '\r');

  return {
    show(lines) {
      // In one write, and without clearing first: nothing flickers.
      const text = lines.map((line) => line + CLEAR_TO_END_OF_LINE).join('\n');
      terminal.write(`${toTheBeginning()}${text}${CLEAR_BELOW}`);
      shown = lines;
    },
    clear() {
      if (shown.length > 0) terminal.write(`${toTheBeginning()}${CLEAR_BELOW}`);
      shown = [];
    },
  };
}
