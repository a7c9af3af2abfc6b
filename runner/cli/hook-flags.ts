// Who else is told of events: what the flags say about it, refused before anything is sent.
import { RunnerError } from '../ports/errors';
import type { EventHook, HookTarget, World } from '../ports/world';
import { isLoopbackHost } from '../text/loopback';
import { shownJson } from '../text/safe-text';
import { textFlag, textFlags, type Given } from './flag-values';

const HINT = 'its value is not shown, since it may hold a secret';
const IS_ADDRESS = /^\s*[a-z][a-z0-9+.-]*:\/\//i;
/** What a command of the user's gets only if it is asked for: what the credentials are, and what this program was told. */
const KEPT_BACK = /^(AWS|S3_BACKFILL)_/i;

/** @throws RunnerError `usage` of an address that is none, or that anybody on the way could read */
function addressOf(text: string): HookTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new RunnerError('usage', '--on-event: this is no address of a webhook; https://host/path is allowed', HINT);
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new RunnerError(
      'usage',
      '--on-event: a webhook that is not on this machine has to be https://; anybody on the way could read the events',
      HINT,
    );
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  const user = username === '' && password === '' ? undefined : [username, password].map(decoded).join(':');
  return { kind: 'webhook', url: url.href, ...(user === undefined ? {} : { user }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The environment of a command. @throws RunnerError `usage` */
function environmentFor(given: Given, { environment }: World): World['environment'] {
  const asked = textFlags(given, 'on-event-env') ?? [];
  const wrong = asked.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong !== undefined)
    throw new RunnerError(
      'usage',
      `--on-event-env: got ${shownJson(wrong.replace(/=.*$/s, '=…'))}; the name of a variable is allowed, as in AWS_PROFILE`,
    );
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !KEPT_BACK.test(name) || asked.includes(name)),
  );
}

/** Undefined: nobody else is told. @throws RunnerError `usage` */
export function openHook(given: Given, world: World): EventHook | undefined {
  const text = textFlag(given, 'on-event');
  if (text === undefined) return undefined;
  if (text.trim() === '') throw new RunnerError('usage', '--on-event: got nothing; a webhook or a command is allowed');
  const environment = environmentFor(given, world);
  return world.openHook(
    IS_ADDRESS.test(text) ? addressOf(text.trim()) : { kind: 'command', command: text, environment },
  );
}
