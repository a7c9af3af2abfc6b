// The emulator's own API, as a test calls it.
import type { Running } from '../running';

export interface ControlAnswer {
  readonly status: number;
  /** JSON that the emulator answered with. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** @param path - below `/_emulator/` */
export async function control(
  running: Running,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ControlAnswer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${running.emulator.endpoint}/_emulator/${path}`, {
    method,
    headers: { 'x-s3-backfill-emulator': '1', ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  return { status: response.status, body: (await response.json()) as ControlAnswer['body'] };
}
