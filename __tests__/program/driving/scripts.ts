// Programs that are scripts of the shell.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A folder for PATH in which the name of the tool is this text, as a script of the shell. */
export function scriptFolder(folder: string, program: string, script: string): string {
  const bin = path.join(folder, `bin-${program}`);
  mkdirSync(bin, { recursive: true });
  const file = path.join(bin, program);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return bin;
}
