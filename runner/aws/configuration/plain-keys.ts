// Keys that are written down where nothing has to be asked for them: in the environment, or in the profile itself. All else (roles, sign-in,
// commands, what a machine has) the SDK finds, which takes longer to load than a small copy takes.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
import { defined } from '../../text/defined';
import { DEFAULT, type AwsConfiguration, type Environment, type Section } from './config-file';

export interface PlainKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What makes the keys beside it something else than keys that sign by themselves, for good. */
const MORE_IN_ENVIRONMENT = ['AWS_CREDENTIAL_EXPIRATION', 'AWS_CREDENTIAL_SCOPE'];
const MORE_IN_PROFILE = ['role_arn', 'source_profile', 'credential_source', 'aws_credential_scope'];

function ofEnvironment(environment: Environment): PlainKeys | undefined {
  const said = (name: string): string | undefined => environment[name] || undefined;
  const [accessKeyId, secretAccessKey] = [said('AWS_ACCESS_KEY_ID'), said('AWS_SECRET_ACCESS_KEY')];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  if (MORE_IN_ENVIRONMENT.some((name) => said(name) !== undefined)) return undefined;
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken: said('AWS_SESSION_TOKEN') }) };
}

function ofProfile(section: Section): PlainKeys | undefined {
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
  } = section;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  if (MORE_IN_PROFILE.some((name) => section[name] !== undefined)) return undefined;
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken }) };
}

/**
 * As the SDK chooses them: a profile that is named wins over the environment.
 * @param profile of the flag or of AWS_PROFILE
 * @returns undefined: the SDK is to look for them
 */
export function plainKeys(
  profile: string | undefined,
  environment: Environment,
  { profiles }: AwsConfiguration,
): PlainKeys | undefined {
  if (profile !== undefined) return ofProfile(profiles.get(profile) ?? {});
  if (environment['AWS_ACCESS_KEY_ID'] && environment['AWS_SECRET_ACCESS_KEY']) return ofEnvironment(environment);
  return ofProfile(profiles.get(DEFAULT) ?? {});
}
