// What AWS's configuration file and its credentials file say, as the SDK reads them.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;
/** What lies deeper in one (`s3 =` and its lines) is called `s3.endpoint_url`. */
export type Section = Readonly<Record<string, string>>;
/** What both files say of each profile, the credentials file last. */
export type Profiles = ReadonlyMap<string, Section>;

export interface AwsConfiguration {
  readonly profiles: Profiles;
  /** The sections `[services NAME]`, which profiles name. */
  readonly services: ReadonlyMap<string, Section>;
}

export const DEFAULT = 'default';

function sectionsOf(text: string): Profiles {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  let outer: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const words = line.split(/(?:^|\s)[;#]/)[0] ?? '';
    const name = /^\s*\[([^\]]+)\]\s*$/.exec(words)?.[1]?.trim();
    if (name !== undefined) {
      sections.set(name, (current = sections.get(name) ?? {}));
      outer = undefined;
      continue;
    }
    const at = words.indexOf('=');
    if (current === undefined || at < 1) continue;
    const [key, value] = [words.slice(0, at).trim().toLowerCase(), words.slice(at + 1).trim()];
    const isDeeper = /^\s/.test(line);
    if (!isDeeper) outer = value === '' ? key : undefined;
    if (value !== '') current[isDeeper && outer !== undefined ? `${outer}.${key}` : key] = value;
  }
  return sections;
}

async function fileSections(path: string): Promise<Profiles> {
  return sectionsOf(await readFile(path, 'utf8').catch(() => ''));
}

export async function awsConfiguration(environment: Environment): Promise<AwsConfiguration> {
  const folder = join(environment['HOME'] ?? environment['USERPROFILE'] ?? homedir(), '.aws');
  const [config, credentials] = await Promise.all([
    fileSections(environment['AWS_CONFIG_FILE'] ?? join(folder, 'config')),
    fileSections(environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials')),
  ]);
  const profiles = new Map<string, Section>();
  const services = new Map<string, Section>();
  const add = (name: string, section: Section): unknown => profiles.set(name, { ...profiles.get(name), ...section });
  for (const [title, section] of config) {
    const name = title === DEFAULT ? DEFAULT : /^profile\s+["']?(.+?)["']?$/.exec(title)?.[1];
    if (name !== undefined) add(name, section);
    const group = /^services\s+["']?(.+?)["']?$/.exec(title)?.[1];
    if (group !== undefined) services.set(group, section);
  }
  for (const [name, section] of credentials) add(name, section);
  return { profiles, services };
}
