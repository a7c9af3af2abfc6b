// What a function is told by its variables.
import type { ReaderSettings } from './reading/read-orders';
import type { WorkerSettings } from './working/copy-orders';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable */
export function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(`the variable ${name} of the function is not set: deploy it as the construct InventoryCopy does`);
}

function oneOf<Word extends string>(environment: Environment, name: string, words: readonly Word[]): Word {
  const value = needed(environment, name);
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw new Error(`the variable ${name} of the function is '${value}'; it may be ${words.join(' or ')}`);
}

export function readerSettings(environment: Environment): ReaderSettings {
  return {
    sourceBucket: needed(environment, 'SOURCE_BUCKET'),
    sourcePrefix: environment['SOURCE_PREFIX'] ?? '',
    inventoryBucket: needed(environment, 'INVENTORY_BUCKET'),
    reportBucket: needed(environment, 'REPORT_BUCKET'),
    reportPrefix: environment['REPORT_PREFIX'] ?? '',
    mostReceives: mostReceivesIn(environment),
  };
}

function mostReceivesIn(environment: Environment): number {
  const given = needed(environment, 'MOST_RECEIVES');
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new Error(`the variable MOST_RECEIVES of the function is '${given}'; it is a whole number from 1`);
}

export function workerSettings(environment: Environment): WorkerSettings {
  const storageClass = environment['STORAGE_CLASS'] ?? '';
  const kmsKeyArn = environment['DESTINATION_KMS_KEY_ARN'] ?? '';
  return {
    from: { bucket: needed(environment, 'SOURCE_BUCKET'), prefix: environment['SOURCE_PREFIX'] ?? '' },
    to: { bucket: needed(environment, 'DESTINATION_BUCKET'), prefix: environment['DESTINATION_PREFIX'] ?? '' },
    overwrite: oneOf(environment, 'OVERWRITE', ['different', 'never']),
    traits: {
      annotations: oneOf(environment, 'ANNOTATIONS', ['copy', 'exclude']),
      ...(storageClass === '' ? {} : { storageClass }),
      ...(kmsKeyArn === '' ? {} : { encryption: { algorithm: 'aws:kms', kmsKeyArn } }),
    },
    reportBucket: needed(environment, 'REPORT_BUCKET'),
    reportPrefix: environment['REPORT_PREFIX'] ?? '',
    mostReceives: mostReceivesIn(environment),
  };
}
