// What depends on the version of the AWS CLI. https://github.com/aws/aws-cli/blob/v2/CHANGELOG.rst
import { isBefore, versionIn, versionText, type Version } from '../version';

/** What was tried here. */
const OLDEST: Readonly<Record<number, Version>> = { 1: [1, 45, 0], 2: [2, 9, 0] };
const HAS_NO_OVERWRITE: Version = [2, 33, 0];
/** From here on `--copy-props default` leaves annotations out, and `all` copies them. */
const KNOWS_ANNOTATIONS: Version = [2, 35, 6];

export function readVersion(text: string): Version | undefined {
  return versionIn(text, /^aws-cli\/(\d+)\.(\d+)\.(\d+)/m);
}

export function tooOld(version: Version): string | undefined {
  const oldest = OLDEST[version[0]];
  if (oldest !== undefined && !isBefore(version, oldest)) return undefined;
  const known = Object.entries(OLDEST).map(([major, one]) => `of version ${major} ${versionText(one)}`);
  return `it has to be ${known.join(', ')}, or newer`;
}

export function isOne([major]: Version): boolean {
  return major === 1;
}

export function hasNoOverwrite(version: Version): boolean {
  return !isBefore(version, HAS_NO_OVERWRITE);
}

export function knowsAnnotations(version: Version): boolean {
  return !isBefore(version, KNOWS_ANNOTATIONS);
}

const INSTALL: Readonly<Record<string, string>> = {
  darwin: 'brew install awscli, or the package of',
  win32: 'winget install Amazon.AWSCLI, or the installer of',
};

export function install(system: string): string {
  const page = 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html';
  return `install version 2 of the AWS CLI: ${INSTALL[system] ?? 'the archive of'} ${page}`;
}
