// Whether AWS accepts the credentials: what it has never accepted is wrong, what it accepts no more has expired meanwhile.
import type { Aws } from '../ports/aws';
import { isRunnerError, RunnerError } from '../ports/errors';

type Ask = () => Promise<unknown>;

interface Trusted {
  accepted: boolean;
  /** The question of who this is, asked once: it needs no permission, so that only wrong credentials are refused. */
  asked?: Promise<unknown>;
}

/** S3 answers HEAD without a body: a wrong signature looks like a missing permission. */
function isWordless({ code }: RunnerError): boolean {
  return code === undefined || /^(403|Forbidden|UnknownError)$/.test(code);
}

async function judged(error: unknown, trusted: Trusted, ask: Ask): Promise<unknown> {
  if (!isRunnerError(error, 'credentials', 'denied')) return error;
  if (error.kind === 'credentials')
    return trusted.accepted ? new RunnerError('expired', error.message, error.hint, error.code) : error;
  if (!isWordless(error)) trusted.accepted = true;
  if (trusted.accepted) return error;
  try {
    await (trusted.asked ??= ask());
  } catch (answer) {
    if (isRunnerError(answer, 'credentials')) return answer;
  }
  return error;
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* streamed(items: AsyncIterable<unknown>, trusted: Trusted, ask: Ask): AsyncGenerator {
  try {
    for await (const item of items) {
      trusted.accepted = true;
      yield item;
    }
    trusted.accepted = true;
  } catch (error) {
    throw await judged(error, trusted, ask);
  }
}

async function answered(answer: Promise<unknown>, trusted: Trusted, ask: Ask): Promise<unknown> {
  try {
    const value = await answer;
    trusted.accepted = true;
    return value;
  } catch (error) {
    throw await judged(error, trusted, ask);
  }
}

function watched<Port extends object>(port: Port, trusted: Trusted, ask: Ask): Port {
  return new Proxy(port, {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const answer: unknown = Reflect.apply(member, of, given);
        if (answer instanceof Promise) return answered(answer, trusted, ask);
        return isStream(answer) ? streamed(answer, trusted, ask) : answer;
      };
    },
  });
}

/** AWS, whose refusals of the credentials say whether it has accepted them before. */
export function withAcceptedCredentials(aws: Aws): Aws {
  const trusted: Trusted = { accepted: false };
  const ask: Ask = () => aws.identity.whoAmI();
  const port = <Port extends object>(one: Port): Port => watched(one, trusted, ask);
  return {
    region: aws.region,
    identity: port(aws.identity),
    buckets: port(aws.buckets),
    objects: port(aws.objects),
    copying: port(aws.copying),
    access: aws.access,
    bucketSettings: port(aws.bucketSettings),
    roles: port(aws.roles),
    permissions: port(aws.permissions),
    keys: port(aws.keys),
    signing: port(aws.signing),
    metrics: port(aws.metrics),
    logs: port(aws.logs),
    batchOperations: port(aws.batchOperations),
    dataSync: port(aws.dataSync),
    queues: port(aws.queues),
    functions: port(aws.functions),
    queries: port(aws.queries),
    close: () => aws.close(),
  };
}
