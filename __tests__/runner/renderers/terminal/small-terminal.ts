// A terminal as far as the runner steers one: it wraps, and knows where its cursor is. Wide characters take two cells.
import type { Output } from '../../../../runner/ports/world';

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{1f300}-\u{1faff}]/u;

export interface SmallTerminal extends Output {
  /** What is seen, line by line, without what is empty at the end. */
  screen(): readonly string[];
  /** Everything that was written. */
  written(): string;
  /** Lines that are too wide now are wrapped anew, as terminals do. */
  resize(columns: number): void;
  readonly writes: readonly string[];
}

export function smallTerminal(startColumns: number): SmallTerminal {
  let columns = startColumns;
  let cells: string[][] = [[]];
  /** Whether the line goes on in the next one. */
  let wrapped: boolean[] = [];
  let row = 0;
  let column = 0;
  const writes: string[] = [];

  const put = (character: string): void => {
    const width = WIDE.test(character) ? 2 : 1;
    if (column + width > columns) {
      wrapped[row] = true;
      row += 1;
      column = 0;
      cells[row] ??= [];
    }
    const line = cells[row] ?? [];
    while (line.length < column) line.push(' ');
    line.splice(column, width, character, ...(width === 2 ? [''] : []));
    column += width;
  };
  const steer = (parameter: string, command: string): void => {
    if (command === 'A') row = Math.max(0, row - Number(parameter));
    else if (command === 'K') cells[row]?.splice(column);
    else if (command === 'J') {
      cells[row]?.splice(column);
      cells.splice(row + 1);
    } else throw new Error(`the terminal does not know '${parameter}${command}'`);
  };

  return {
    isTerminal: true,
    get columns() {
      return columns;
    },
    writes,
    write(text) {
      writes.push(text);
      // eslint-disable-next-line no-control-regex
      for (const [part, parameter = '', command] of text.matchAll(/\u001b\[(\d*)([A-Z])|[^]/gu)) {
        if (command !== undefined) steer(parameter, command);
        else if (part === '\r') column = 0;
        else if (part === '\n') {
          row += 1;
          column = 0;
          cells[row] ??= [];
        } else if (/\p{Cc}/u.test(part)) throw new Error(`the terminal was sent ${JSON.stringify(part)}`);
        else put(part);
      }
    },
    screen() {
      const lines = cells.map((line) => line.join('').trimEnd());
      while (lines.at(-1) === '') lines.pop();
      return lines;
    },
    written: () => writes.join(''),
    resize(to) {
      const old = cells;
      const went = wrapped;
      columns = to;
      [cells, wrapped, row, column] = [[[]], [], 0, 0];
      old.forEach((line, index) => {
        for (const cell of line) if (cell !== '') put(cell);
        if (index === old.length - 1 || went[index] === true) return;
        row += 1;
        column = 0;
        cells[row] ??= [];
      });
    },
  };
}
