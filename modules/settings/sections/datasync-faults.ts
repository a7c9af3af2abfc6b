// What is wrong with `datasync`, seen with the other keys.
import { keyRegionOf } from '../../refusals/aws-names';
import { keysOfReplication } from '../copy-faults';
import type { Settings } from '../schema';

/** In the words of the keys. */
export function dataSyncFaults(settings: Settings): readonly string[] {
  const { datasync, region } = settings;
  if (datasync === undefined) return [];
  const { destination_region: there = region, destination_kms_arns: keys = [] } = datasync;
  return [
    ...besideOthers(settings),
    ...prefixFaults(settings.prefixes),
    ...keys.flatMap((key, index) =>
      keyRegionOf(key) === there
        ? []
        : [
            `datasync.destination_kms_arns[${index}]: got "${key}", a key in ${keyRegionOf(key) ?? 'no Region'}; one in ${there} is needed, the Region of the destination`,
          ],
    ),
    ...modeFaults(datasync),
    ...patternFaults(datasync.includes ?? []),
    ...(settings.destination_caller_arns !== undefined && datasync.destination_account_id === undefined
      ? [
          "destination_caller_arns: got a list; it needs datasync.destination_account_id: within one account a policy of the callers' own is enough",
        ]
      : []),
  ];
}

function besideOthers(settings: Settings): readonly string[] {
  const way = 'take a settings file of its own for the task of DataSync, or leave it out';
  const others: string[] = [...keysOfReplication(settings)];
  if (settings.replication_destination_bucket_arn !== undefined) others.push('replication_destination_bucket_arn');
  if (settings.adopt_existing_replication) others.push('adopt_existing_replication');
  if (settings.batch_copy !== undefined) others.push('batch_copy');
  if (settings.confused_deputy_conditions !== undefined) {
    return [
      ...others.map((key) => `${key}: it is for another way of copying than datasync: ${way}`),
      'confused_deputy_conditions: the roles of DataSync always have them: leave it out',
    ];
  }
  return others.map((key) => `${key}: it is for another way of copying than datasync: ${way}`);
}

function prefixFaults(prefixes: readonly string[]): readonly string[] {
  if (prefixes.length > 1)
    return [
      `prefixes: got ${prefixes.length}; a task of DataSync copies one folder: name one, and choose what is below it by datasync.includes`,
    ];
  const [prefix = ''] = prefixes;
  if (prefix === '' || prefix.endsWith('/')) return [];
  return [
    `prefixes[0]: got "${prefix}"; a location of DataSync is a folder: write "${prefix}/", or choose keys by datasync.includes`,
  ];
}

function modeFaults({ task_mode: mode = 'ENHANCED', verify_mode: verify, storage_class: storageClass }: DataSync) {
  const faults: string[] = [];
  if (mode === 'ENHANCED' && verify !== undefined && verify !== 'ONLY_FILES_TRANSFERRED')
    faults.push(
      `datasync.verify_mode: got "${verify}"; ENHANCED verifies what it has transferred and nothing else: leave it out, or take task_mode BASIC`,
    );
  if (verify === 'POINT_IN_TIME_CONSISTENT' && (storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'))
    faults.push(
      `datasync.verify_mode: got "${verify}"; what is in ${storageClass} cannot be read to be compared: take ONLY_FILES_TRANSFERRED or NONE`,
    );
  return faults;
}

type DataSync = NonNullable<Settings['datasync']>;

function patternFaults(includes: readonly string[]): readonly string[] {
  return includes.flatMap((pattern, index) => {
    const at = `datasync.includes[${index}]: got "${pattern}"`;
    if (!pattern.startsWith('/')) return [`${at}; it begins with a slash, which is the folder of the source`];
    return pattern.slice(0, -1).includes('*')
      ? [`${at}; DataSync takes * only as the last character of an include`]
      : [];
  });
}
