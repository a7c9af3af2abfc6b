// What to do about credentials that AWS does not accept: it depends on where the SDK takes them from.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
import { nearest } from '../../text/nearest';
import { visible } from '../../text/safe-text';
import { flagWords, shellCommand } from '../../text/shell-command';
import { awsConfiguration, DEFAULT, type Environment, type Profiles } from './config-file';

const LONGEST_CHAIN = 5;

/** Of keys that somebody has written down. */
function ofKeys(where: string, temporary: boolean, code: string | undefined): string {
  if (code === 'SignatureDoesNotMatch' || code === 'InvalidSignatureException')
    return `${where}: the secret access key does not belong to the access key id; copy both again`;
  if (temporary) return `${where}: they are temporary, with a session token, and are to be fetched again`;
  return `${where}: check that both are whole, and that the key is there and active (IAM console, Security credentials)`;
}

function noProfile(name: string, profiles: Profiles): string {
  const names = [...profiles.keys()];
  const meant = nearest(name, names);
  const others =
    names.length === 0
      ? 'there are none'
      : `there are ${names
          .slice(0, 10)
          .map((one) => `'${visible(one)}'`)
          .join(', ')}`;
  return `AWS's configuration has no profile '${visible(name)}'${meant === undefined ? `: ${others}` : `: did you mean '${visible(meant)}'?`}`;
}

function ofProfile(name: string, profiles: Profiles, code: string | undefined, depth = 0): string | undefined {
  const section = profiles.get(name);
  if (section === undefined) return name === DEFAULT ? undefined : noProfile(name, profiles);
  const login = (...words: readonly string[]): string =>
    shellCommand(['aws', ...words, ...(name === DEFAULT ? [] : flagWords('--profile', name))]);
  const shown = `the profile '${visible(name)}'`;
  const { role_arn: role, source_profile: source, web_identity_token_file: token } = section;
  if (role !== undefined && token !== undefined)
    return `${shown} assumes ${visible(role)} with the token in '${visible(token)}', which is to be fetched again`;
  if (role !== undefined && source !== undefined && source !== name && depth < LONGEST_CHAIN) {
    const deeper = ofProfile(source, profiles, code, depth + 1) ?? `look at the profile '${visible(source)}'`;
    return `${shown} assumes ${visible(role)} by the profile '${visible(source)}': ${deeper}`;
  }
  if (role !== undefined && section['credential_source'] !== undefined)
    return `${shown} assumes ${visible(role)} by what this machine has (credential_source ${visible(section['credential_source'])}): look at the role of the machine`;
  if (section['aws_access_key_id'] !== undefined) {
    const temporary = section['aws_session_token'] !== undefined;
    return ofKeys(`the keys of ${shown}`, temporary, code);
  }
  if (section['sso_session'] !== undefined || section['sso_start_url'] !== undefined)
    return `${shown} signs in by IAM Identity Center: ${login('sso', 'login')}`;
  if (section['login_session'] !== undefined) return `${shown} signs in by the console: ${login('login')}`;
  if (section['credential_process'] !== undefined)
    return `${shown} gets its keys from a command (credential_process): run that by hand, and see what it says`;
  return undefined;
}

function ofEnvironment(environment: Environment, code: string | undefined): string | undefined {
  const has = (name: string): boolean => environment[name] !== undefined && environment[name] !== '';
  if (has('AWS_ACCESS_KEY_ID') && has('AWS_SECRET_ACCESS_KEY'))
    return ofKeys(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which win over the default profile',
      has('AWS_SESSION_TOKEN'),
      code,
    );
  return undefined;
}

/** What stands behind the files, in the order of the SDK. */
function ofMachine(environment: Environment): string | undefined {
  const token = environment['AWS_WEB_IDENTITY_TOKEN_FILE'];
  if (token !== undefined && token !== '')
    return `the token in '${visible(token)}' (AWS_WEB_IDENTITY_TOKEN_FILE) is to be fetched again, and the role has to trust who gives it`;
  return Object.keys(environment).some((name) => /^AWS_CONTAINER_CREDENTIALS_(FULL|RELATIVE)_URI$/.test(name))
    ? 'the credentials come from the container: look at the role of its task'
    : undefined;
}

/**
 * What is to be done about refused credentials, by AWS's error code. The files are read when it is asked for.
 * @param profile of the flag or of AWS_PROFILE
 */
export function credentialRemedies(
  profile: string | undefined,
  environment: Environment,
): (code: string | undefined) => Promise<string | undefined> {
  return async (code) => {
    // The clock is to be set, whoever signs.
    if (code === 'RequestTimeTooSkewed') return undefined;
    const keys = profile === undefined ? ofEnvironment(environment, code) : undefined;
    const remedy =
      keys ??
      ofProfile(profile ?? DEFAULT, (await awsConfiguration(environment)).profiles, code) ??
      (profile === undefined ? ofMachine(environment) : undefined);
    const own = profile === undefined ? [] : flagWords('--profile', profile);
    return remedy === undefined
      ? undefined
      : `${remedy}; see who you are with: ${shellCommand(['aws', 'sts', 'get-caller-identity', ...own])}`;
  };
}
