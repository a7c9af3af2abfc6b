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
