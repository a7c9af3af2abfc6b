// Runs a program to its end and keeps what it said.
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment of the program: nothing of ours is added. */
  readonly env: Readonly<Record<string, string>>;
  /** The program is ended after this time. @default 120 */
  readonly timeoutSeconds?: number;
  /** Ends the program at once when it aborts. */
  readonly signal?: AbortSignal;
}

export interface CommandResult {
  /** -1 when the program was ended by a signal. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Never throws for an exit code; throws when the program cannot be started, is interrupted or takes too long. */
export function runCommand(
  program: string,
  parameters: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const timeoutSeconds = options.timeoutSeconds ?? 120;
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      const reason = deadline.aborted ? `took longer than ${timeoutSeconds} s and was ended` : error.message;
      reject(new Error(`${program} ${parameters.join(' ')}: ${reason}`));
    });
    child.on('close', (code) => {
      resolve({
        exitCode: code ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}

/** Like `runCommand`, and a non-zero exit code is an error that shows the end of what the program said. */
export async function mustRun(
  program: string,
  parameters: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const result = await runCommand(program, parameters, options);
  if (result.exitCode === 0) return result;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
  throw new Error(`${program} ${parameters.join(' ')} ended with exit code ${result.exitCode}:\n${said}`);
}
