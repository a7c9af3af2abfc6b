// The AWS CLI against the emulator: answers as JSON, refusals as the code that the CLI shows.
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import type { LocalAws } from '../../examples/demo/local-aws';
import { throughProxy } from './setup';

export interface AwsCli {
  /** What the CLI printed, parsed; undefined if it printed nothing. The call must succeed. */
  json(...words: readonly string[]): Promise<unknown>;
  /** What the CLI printed. The call must succeed. */
  text(...words: readonly string[]): Promise<string>;
  /** The error code in what the CLI says; the call must fail. */
  refusal(...words: readonly string[]): Promise<string>;
  /** Writes a file into the folder and returns its path. It looks older than any object made of it. */
  file(name: string, content: string | Buffer): string;
  /** The text of a file in the folder. */
  read(name: string): string;
  folder(name: string): void;
  remove(name: string): void;
}

/**
 * @param folder where the CLI works and finds its files
 * @param account whose keys it uses, by index
 */
export function awsCli(aws: LocalAws, folder: string, account = 0): AwsCli {
  const keys = aws.accounts[account];
  // Older versions know no AWS_ENDPOINT_URL.
  const endpoint = ['--endpoint-url', aws.endpoint];
  const configuration = path.join(folder, 'aws-config');
  // Version 1 presigns with a signature that S3 refuses for every bucket made since June 2020, unless it is told not to.
  writeFileSync(configuration, '[default]\ns3 =\n  signature_version = s3v4\n');
  const env = {
    ...aws.environment,
    ...(keys && { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }),
    AWS_CONFIG_FILE: configuration,
    AWS_PAGER: '',
    // For S3 Control the CLI puts the account id in front of the host.
    ...throughProxy(aws),
  };
  const run = (words: readonly string[]): Promise<CommandResult> => {
    const region = words.includes('--region') ? [] : ['--region', aws.region];
    return runCommand('aws', [...words, ...endpoint, ...region, '--output', 'json'], {
      cwd: folder,
      env,
      timeoutSeconds: 90,
    });
  };
  const mustRun = async (words: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(words);
    if (exitCode === 0) return stdout;
    throw new Error(`aws ${words.join(' ')} ended with exit code ${exitCode}: ${stderr.trim()}`);
  };
  return {
    text: (...words) => mustRun(words),
    json: async (...words) => {
      const printed = await mustRun(words);
      return printed.trim() === '' ? undefined : (JSON.parse(printed) as unknown);
    },
    refusal: async (...words) => {
      const { exitCode, stdout, stderr } = await run(words);
      if (exitCode === 0) throw new Error(`aws ${words.join(' ')} succeeded: ${stdout}`);
      return /\((\w+)\)/.exec(stderr)?.[1] ?? stderr;
    },
    file: (name, content) => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      utimesSync(file, 1_000_000_000, 1_000_000_000);
      return file;
    },
    read: (name) => readFileSync(path.join(folder, name), 'utf8'),
    folder: (name) => void mkdirSync(path.join(folder, name), { recursive: true }),
    remove: (name) => rmSync(path.join(folder, name)),
  };
}
