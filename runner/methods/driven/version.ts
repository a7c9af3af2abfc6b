// Versions of programs, as far as something depends on them.

export type Version = readonly [major: number, minor: number, patch: number];

/** What the pattern finds: three groups of digits, of which the last may be absent. */
export function versionIn(text: string, pattern: RegExp): Version | undefined {
  const [, major, minor, patch = '0'] = pattern.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

export function isBefore(version: Version, other: Version): boolean {
  const at = version.findIndex((part, index) => part !== other[index]);
  return at !== -1 && (version[at] ?? 0) < (other[at] ?? 0);
}

export function versionText(version: Version): string {
  return version.join('.');
}
