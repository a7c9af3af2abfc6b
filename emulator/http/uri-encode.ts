/** Percent-encodes every byte of the UTF-8 form except `A-Z a-z 0-9 - _ . ~`, as Signature Version 4 asks. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As `uriEncode`, but slashes stay. */
export function uriEncodePath(path: string): string {
  // Most keys are what they are encoded to.
  if (/^[A-Za-z0-9\-_.~/]*$/.test(path)) return path;
  return path.split('/').map(uriEncode).join('/');
}
