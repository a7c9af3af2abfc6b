// All that a driven program gets: nothing of what the user has configured for it leaks in, and no secret stands on its command line.
import type { PrivateFolder, Programs } from '../../ports/programs';
import type { S3Credentials } from '../../ports/s3/s3-access';
import { defined } from '../../text/defined';
import type { Tool, ToolCommand, Word } from './tool';

/** How it reaches the network, and where programs and certificates are. */
const INHERITED = [
  ...['PATH', 'TMPDIR', 'SystemRoot', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
];

/** Its home is the private folder: what lies in the user's is not read. */
export function baseEnvironment(
  { environment, system }: Pick<Programs, 'environment' | 'system'>,
  folder: string,
): Readonly<Record<string, string>> {
  const { HOME, PYTHONUSERBASE } = environment;
  const inherited = INHERITED.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Whoever has installed it for themselves alone has its modules there.
  const modules = PYTHONUSERBASE ?? (HOME === undefined || system === 'darwin' ? undefined : `${HOME}/.local`);
  return {
    ...Object.fromEntries(inherited),
    HOME: folder,
    ...defined({ PYTHONUSERBASE: modules }),
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    LC_ALL: 'C.UTF-8',
  };
}

/** With what is given, nothing else is looked for. */
export function credentialEnvironment(credentials: S3Credentials): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...defined({ AWS_SESSION_TOKEN: sessionToken }),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** What of this program's environment the tool is given under a name of its own. */
export function inheritedBy(
  { inherits }: Pick<Tool, 'inherits'>,
  environment: Programs['environment'],
): Readonly<Record<string, string>> {
  const all = Object.entries(inherits).flatMap(([name, own]) => {
    const value = environment[name];
    return value === undefined || value === '' ? [] : [[own, value] as const];
  });
  return Object.fromEntries(all);
}

export interface LaidOut {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Writes the files that the command needs, and puts their paths in. */
export async function layOut({ words, environment, files }: ToolCommand, folder: PrivateFolder): Promise<LaidOut> {
  const paths = new Map<string, string>();
  for (const [name, text] of Object.entries(files)) paths.set(name, await folder.write(name, text));
  const textOf = (word: Word): string => (typeof word === 'string' ? word : (paths.get(word.file) ?? ''));
  return {
    words: words.map(textOf),
    environment: Object.fromEntries(Object.entries(environment).map(([name, word]) => [name, textOf(word)])),
  };
}

/** A line as it may be kept and shown. */
export function withoutSecrets(line: string, { secretAccessKey, sessionToken }: S3Credentials): string {
  const secrets = [secretAccessKey, sessionToken ?? ''].filter((secret) => secret !== '');
  return secrets.reduce((text, secret) => text.replaceAll(secret, '(secret)'), line);
}
