// What all clients share: Region, profile, endpoints, and the signal that ends every request.
import { clearInterval, setInterval } from 'node:timers';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { ConnectOptions } from '../ports/world';
import type { Endpoints } from './configuration/endpoints';
import { toRunnerError } from './errors';
import type { SigningKeys } from './lean/signature';
import { namingSide, type SideIdentity } from './side-errors';
import { defined } from '../text/defined';

export interface Session {
  readonly region: string;
  /** That of the flag or of AWS_PROFILE. */
  readonly profile?: string;
  /** Of a side with an identity of its own. @default - both sides have the same */
  readonly own?: SideIdentity;
  /** What to do about credentials that AWS refuses with this code, by where they come from. */
  readonly remedyFor: (code: string | undefined) => Promise<string | undefined>;
  readonly signal: AbortSignal;
  readonly onRequest?: (what: string) => void;
  readonly onSilence?: (what: string, seconds: number) => void;
  /** Keys that are known without the SDK. @default - the SDK looks for them */
  readonly keys?: () => Promise<SigningKeys>;
  /** Configuration that every client takes. */
  readonly shared: SharedConfiguration;
  readonly endpoints: Endpoints;
}

/** Credentials that end, and are asked for again before. */
export type TemporaryCredentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}>;

interface SharedConfiguration {
  readonly region: string;
  readonly profile?: string;
  /** @default - those of the profile, or of the credential chain */
  readonly credentials?: TemporaryCredentials;
  readonly logger: Readonly<Record<'debug' | 'info' | 'warn' | 'error', () => void>>;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly connectionTimeout: number; readonly socketTimeout: number };
}

/** A request is not waited for without a word for longer. */
const SILENCE_SECONDS = 20;

const silent = (): void => undefined;

export function sharedConfiguration(region: string, { profile }: Pick<ConnectOptions, 'profile'>): SharedConfiguration {
  return {
    region,
    ...defined({ profile }),
    // The SDK has opinions of its own, for example on a profile beside keys in the environment, and would tell them on standard error.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    // One blip is passed over here; the engine sits out the rest, and tells of it.
    maxAttempts: 2,
    // Of silence: the SDK's requestTimeout only warns, and a large manifest takes longer to send.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  };
}

/** Credentials that are refused are told with what fits where they come from. */
async function remedied(error: RunnerError, { remedyFor }: Session): Promise<RunnerError> {
  if (error.kind !== 'credentials') return error;
  const { kind, message, hint, code } = error;
  return new RunnerError(kind, message, (await remedyFor(code)) ?? hint, code);
}

/** A request that is waited for. */
interface Waiting {
  readonly interrupt: () => void;
  readonly silent: (seconds: number) => void;
  seconds: number;
}

/** All requests that one signal ends: there may be a thousand, and one listener and one timer are enough for all of them. */
class Underway {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      for (const { interrupt } of this.#waiting) interrupt();
    });
  }

  begin(one: Waiting): void {
    this.#waiting.add(one);
    this.#timer ??= setInterval(() => this.#second(), 1000).unref();
  }

  end(one: Waiting): void {
    this.#waiting.delete(one);
  }

  #second(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const one of this.#waiting) {
      one.seconds += 1;
      if (one.seconds % SILENCE_SECONDS === 0) one.silent(one.seconds);
    }
  }
}

const UNDERWAY = new WeakMap<AbortSignal, Underway>();

function underwayOf(signal: AbortSignal): Underway {
  const known = UNDERWAY.get(signal);
  if (known !== undefined) return known;
  const underway = new Underway(signal);
  UNDERWAY.set(signal, underway);
  return underway;
}

/**
 * Sends one request. Ends at once when the session's signal aborts, even while credentials are being looked for.
 * @throws RunnerError
 */
export function send<T>(session: Session, what: string, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal } = session;
  return new Promise((resolve, reject) => {
    const interrupt = (): void => reject(new RunnerError('interrupted', 'interrupted'));
    if (signal.aborted) {
      interrupt();
      return;
    }
    session.onRequest?.(what);
    const underway = underwayOf(signal);
    const one: Waiting = { interrupt, silent: (seconds) => session.onSilence?.(what, seconds), seconds: 0 };
    underway.begin(one);
    request(signal).then(
      (answer) => {
        underway.end(one);
        resolve(answer);
      },
      (error: unknown) => {
        underway.end(one);
        told(error, session, what).then(reject, reject);
      },
    );
  });
}

/** As the engine knows errors. */
async function told(error: unknown, session: Session, what: string): Promise<unknown> {
  // What the credentials themselves have met was told where it was met.
  if (isRunnerError(error)) return error;
  return namingSide(await remedied(toRunnerError(error, what, session.profile), session), session.own);
}

/** Makes the value on first use, once; `ifMade` does nothing when it was never made, or could not be. */
export function lazy<T>(make: () => Promise<T>): { get(): Promise<T>; ifMade(use: (value: T) => void): void } {
  let value: Promise<T> | undefined;
  return {
    get: () => (value ??= make()),
    // Whoever asked for a value that could not be made was told why.
    ifMade: (use) => void value?.then(use, () => undefined),
  };
}
