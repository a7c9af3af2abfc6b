// S3 keeps time in whole seconds, in headers and documents alike.

function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}

/** `Wed, 01 Jan 2025 00:00:00 GMT` */
export function httpDate(milliseconds: number): string {
  return wholeSeconds(milliseconds).toUTCString();
}

/** `2025-01-01T00:00:00.000Z` */
export function isoDate(milliseconds: number): string {
  return wholeSeconds(milliseconds).toISOString();
}
