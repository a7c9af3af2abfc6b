// Colours of the terminal, where they are wanted. https://no-color.org

export interface Colours {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly faint: (text: string) => string;
}

const plain = (text: string): string => text;
const NONE: Colours = { good: plain, bad: plain, unsure: plain, faint: plain };

function painted(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}

export function colours(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Colours {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  if (!isTerminal || refused) return NONE;
  return { good: painted(32), bad: painted(31), unsure: painted(33), faint: painted(2) };
}
