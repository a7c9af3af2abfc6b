// The one place where an error of AWS's SDK becomes an error of the runner. Nothing else of it goes on: SDK errors hold
// requests, headers and answers.
import { installedPage } from '../../docs/installed-page';
import { RunnerError, isRunnerError, type ErrorKind } from '../ports/errors';
import { visible } from '../text/safe-text';

interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  /** Node's code of a failed connection. */
  readonly errno: string | undefined;
}

const CREDENTIALS =
  /^(CredentialsProviderError|CredentialsError|TokenProviderError|ExpiredToken|ExpiredTokenException|RequestExpired|InvalidAccessKeyId|InvalidClientTokenId|InvalidToken|InvalidSignatureException|SignatureDoesNotMatch|UnrecognizedClientException|AuthFailure|MissingAuthenticationToken|RequestTimeTooSkewed|UnauthorizedException)$/;
const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|UnauthorizedOperation|Forbidden|AllAccessDisabled|403)$/;
const NOT_FOUND = /^(NotFound|NotFoundException|NoSuch\w+|404)$/;
const THROTTLED =
  /^(SlowDown|TooManyRequests|TooManyRequestsException|Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|ServiceUnavailable|503)$/;
const NO_ANSWER =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_\w+)$/;

/** What the SDK says of a body that no service of AWS has sent. */
const UNREADABLE = /deserialization error|char '.*' is not expected/i;

const HINTS: Partial<Readonly<Record<ErrorKind, string>>> = {
  credentials:
    'see who you are with: aws sts get-caller-identity; choose others with --profile, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; check the clock of this machine',
  throttled: 'wait a minute, then try again; poll less often with --poll-seconds',
  unreachable: 'check the network, the Region, and AWS_ENDPOINT_URL or --endpoint-url',
  unavailable: 'this is on the side of AWS: try again in a minute',
};

function hintOf(kind: ErrorKind): string | undefined {
  return kind === 'denied'
    ? `what the caller, the job role and the replication role need: ${installedPage('docs/permissions.md')}`
    : HINTS[kind];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function sdkError(error: unknown): SdkError {
  const given = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>;
  const metadata = (given['$metadata'] ?? {}) as Readonly<Record<string, unknown>>;
  const status = metadata['httpStatusCode'];
  const inner = (Array.isArray(given['errors']) ? given['errors'][0] : given['cause']) as
    { code?: unknown } | undefined;
  return {
    name: textOf(given['Code']) ?? textOf(given['name']) ?? 'Error',
    message: textOf(given['message']) ?? '',
    status: typeof status === 'number' ? status : undefined,
    errno: textOf(given['code']) ?? textOf(inner?.code),
  };
}

function kindOf({ name, message, status, errno }: SdkError): ErrorKind {
  if (CREDENTIALS.test(name) || /could not load credentials|sso session|token is expired/i.test(message))
    return 'credentials';
  if (errno !== undefined && NO_ANSWER.test(errno)) return 'unreachable';
  if (name === 'TimeoutError' || /socket hang up|timed out/i.test(message)) return 'unreachable';
  // S3 has waited for the request in vain, and answers 400: it has done nothing.
  if (name === 'RequestTimeout') return 'unavailable';
  if (THROTTLED.test(name) || status === 429) return 'throttled';
  if (DENIED.test(name) || status === 403) return 'denied';
  // Whoever has answered in another form knows nothing of what is there.
  if (status === 404 && UNREADABLE.test(message)) return 'unavailable';
  if (NOT_FOUND.test(name) || status === 404) return 'not-found';
  if (status !== undefined && status >= 400 && status < 500) return 'refused';
  return 'unavailable';
}

/** Access key ids and long secrets never leave, whoever put them into a message. */
function withoutSecrets(text: string): string {
  return text
    .replace(/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}\b/g, '(key id)')
    .replace(/(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40,}={0,2}(?![A-Za-z0-9/+=])/g, (found) =>
      /^[0-9a-f]+$/.test(found) ? found : '(secret)',
    );
}

function saying({ name, message, status, errno }: SdkError, kind: ErrorKind, profile: string | undefined): string {
  if (kind === 'unreachable') return `no answer (${errno ?? name})`;
  if (UNREADABLE.test(message)) return `the answer (HTTP ${status ?? '?'}) could not be read`;
  if (/could not load credentials/i.test(message)) {
    return visible(
      profile === undefined ? 'no credentials were found' : `there are no credentials for profile '${profile}'`,
    );
  }
  const known = name === 'Error' || name === message ? '' : `${name}: `;
  const said = message === '' || message === 'UnknownError' ? `HTTP ${status ?? '?'}` : withoutSecrets(message);
  return visible(`${known}${said}`);
}

/**
 * @param error whatever a client threw
 * @param what the call, for example `S3 HeadBucket`
 * @param profile of AWS's configuration, if one was named
 */
export function toRunnerError(error: unknown, what: string, profile?: string): RunnerError {
  if (isRunnerError(error)) return error;
  const given = sdkError(error);
  if (given.name === 'AbortError') return new RunnerError('interrupted', 'interrupted');
  const kind = kindOf(given);
  const hint = UNREADABLE.test(given.message)
    ? 'something else than AWS may have answered: check AWS_ENDPOINT_URL, --endpoint-url and proxies; or try again in a minute'
    : hintOf(kind);
  return new RunnerError(kind, `${what}: ${saying(given, kind, profile)}`, hint, given.name);
}
