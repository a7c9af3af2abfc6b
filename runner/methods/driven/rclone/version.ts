// What depends on the version of rclone. https://rclone.org/changelog/
import { isBefore, versionIn, versionText, type Version } from '../version';

/** What was tried here. */
const OLDEST: Version = [1, 60, 0];
const KEEPS_CLASS: Version = [1, 73, 0];
/** Before, it sends `private` where it is told nothing, which a bucket without ACLs refuses. */
const NEEDS_NO_ACL: Version = [1, 73, 0];

export function readVersion(text: string): Version | undefined {
  return versionIn(text, /^rclone v(\d+)\.(\d+)(?:\.(\d+))?/m);
}

export function tooOld(version: Version): string | undefined {
  if (!isBefore(version, OLDEST)) return undefined;
  return `it has to be ${versionText(OLDEST)} or newer, and from ${versionText(KEEPS_CLASS)} on copies keep their storage class`;
}

export function keepsClass(version: Version): boolean {
  return !isBefore(version, KEEPS_CLASS);
}

export function sendsAcl(version: Version): boolean {
  return isBefore(version, NEEDS_NO_ACL);
}

const ON_LINUX = 'from https://rclone.org/downloads/ (what apt-get install rclone brings is often older)';
const INSTALL: Readonly<Record<string, string>> = {
  darwin: 'brew install rclone',
  win32: 'winget install Rclone.Rclone',
};

/** @see https://rclone.org/install/ */
export function install(system: string): string {
  return `install rclone ${versionText(KEEPS_CLASS)} or newer: ${INSTALL[system] ?? ON_LINUX}`;
}
