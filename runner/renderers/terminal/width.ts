// How wide text is on a terminal.

/** Two columns each: https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** None: they stand on the letter before. */
const COMBINING = /[\p{Mn}\p{Me}]/u;

function widthOfCharacter(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** Whether the terminal shows ASCII alone. Where no variable says anything, nobody knows, and most show every letter. */
export function isAsciiLocale(environment: Readonly<Record<string, string | undefined>>): boolean {
  const names = ['LC_ALL', 'LC_CTYPE', 'LANG'];
  const locale = names.map((name) => environment[name] ?? '').find((value) => value !== '');
  return locale !== undefined && !/utf-?8/i.test(locale);
}

/** The beginning of `text` that fits. */
export function beginning(text: string, columns: number): string {
  let width = 0;
  let shown = '';
  for (const character of text) {
    width += widthOfCharacter(character);
    if (width > columns) break;
    shown += character;
  }
  return shown;
}

/** All of `text`, or its end after three dots. */
export function ending(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 3;
  let shown = '';
  for (const character of Array.from(text).reverse()) {
    width += widthOfCharacter(character);
    if (width > columns) break;
    shown = character + shown;
  }
  return `...${shown}`;
}
