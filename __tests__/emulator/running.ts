// A running emulator and real AWS SDK clients for it.
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createEmulator, type Emulator, type EmulatorOptions, type LogEntry } from '../../emulator/emulator';

export interface Running {
  readonly emulator: Emulator;
  /** A client of the first account; the configuration may name another. */
  s3(config?: S3ClientConfig): S3Client;
  /** Credentials of the account with this index. */
  credentials(index: number): { accessKeyId: string; secretAccessKey: string };
  readonly log: readonly LogEntry[];
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Running> {
  const log: LogEntry[] = [];
  const emulator = await createEmulator({ log: (entry) => log.push(entry), ...options });
  const clients: S3Client[] = [];
  const credentials = (index: number): { accessKeyId: string; secretAccessKey: string } => {
    const { accessKeyId = '', secretAccessKey = '' } = emulator.accounts[index] ?? {};
    return { accessKeyId, secretAccessKey };
  };
  return {
    emulator,
    credentials,
    log,
    s3: (config = {}) => {
      const client = new S3Client({
        endpoint: emulator.endpoint,
        region: emulator.region,
        credentials: credentials(0),
        forcePathStyle: true,
        maxAttempts: 1,
        ...config,
      });
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await emulator.close();
    },
  };
}

/** Faults of the emulator itself that were logged; every test expects none. */
export function bugs(running: Running): readonly LogEntry[] {
  return running.log.filter((entry) => entry.kind === 'bug');
}

/** The error that a request ended with, as the SDK reads it. */
export async function errorOf(request: Promise<unknown>): Promise<{ name: string; status: number; message: string }> {
  try {
    await request;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error('the request succeeded; an error was expected');
}
