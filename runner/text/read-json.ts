// JSON from outside: what is nested without end would take the stack of whoever follows it.

/** Far more than Terraform, policies, settings and plans have. */
const DEEPEST = 200;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** Whether lists and objects lie in each other deeper than anything that is read here. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) isInText = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > DEEPEST) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/** @throws SyntaxError when it is no JSON, or nested too deep */
export function readJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`it is nested deeper than ${DEEPEST} levels`);
  return JSON.parse(text) as unknown;
}

/** Index behind the text that begins here. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** Index of what follows white space. */
function nextSign(json: string, start: number): number {
  let at = start;
  while (' \n\r\t'.includes(json[at] ?? '-')) at++;
  return at;
}

/**
 * A name that two members of one object have; undefined: there is none. JSON.parse takes the last of them.
 * @param json that {@link readJson} has read
 */
export function repeatedName(json: string): string | undefined {
  const names: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const letter = json[at];
    // A list has members without names.
    if (letter === '{' || letter === '[') names.push(new Set());
    else if (letter === '}' || letter === ']') names.pop();
    else if (letter === '"') {
      const end = endOfText(json, at);
      if (json[nextSign(json, end)] === ':') {
        const name = JSON.parse(json.slice(at, end)) as string;
        const known = names.at(-1);
        if (known?.has(name) === true) return name;
        known?.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}
