// What each version of a program is told, and what its end says: traps that depend on versions which are not all on this machine.
import { describe, expect, it } from '@jest/globals';
import { AWS_CLI } from '../../../../runner/methods/driven/aws-cli/aws-cli';
import { baseEnvironment, inheritedBy } from '../../../../runner/methods/driven/environment';
import { planTool } from '../../../../runner/methods/driven/plan-driven';
import { RCLONE } from '../../../../runner/methods/driven/rclone/rclone';
import { wordText, type Tool, type ToolCommand, type ToolOrder } from '../../../../runner/methods/driven/tool';
import type { Version } from '../../../../runner/methods/driven/version';
import type { CopyOptions } from '../../../../runner/plan/copy-options';
import type { Target } from '../../../../runner/target/target';

const GIB = 1024 ** 3;
const TARGET: Target = {
  source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' },
  destinations: [],
  rules: [],
  prefixes: ['f/'],
  copyTo: { bucket: 'dst' },
  batchJob: {},
};

function requestFor(tool: Tool, version: Version, copies: CopyOptions = {}): ToolOrder['request'] {
  const { transfers } = planTool(tool, { path: tool.program, version }, TARGET, { copies });
  const [transfer] = transfers;
  if (transfer === undefined) throw new Error('nothing is planned');
  return transfer.request;
}

function told(tool: Tool, version: Version, copies: CopyOptions = {}, order: Partial<ToolOrder> = {}): ToolCommand {
  return tool.command({
    request: requestFor(tool, version, copies),
    version,
    regions: { source: 'us-east-1', destination: 'us-west-2' },
    access: { pathStyle: false },
    ...order,
  });
}

const lineOf = ({ words }: ToolCommand): string => words.map(wordText).join(' ');

describe('the AWS CLI', () => {
  it.each<[Version, CopyOptions, string]>([
    [[1, 45, 11], {}, 's3 sync s3://src/f/ s3://dst/f/ --storage-class STANDARD --no-progress'],
    [[2, 9, 19], {}, 's3 sync s3://src/f/ s3://dst/f/ --copy-props default --storage-class STANDARD --no-progress'],
    [[2, 35, 5], {}, 's3 sync s3://src/f/ s3://dst/f/ --copy-props default --storage-class STANDARD --no-progress'],
    [[2, 35, 6], {}, 's3 sync s3://src/f/ s3://dst/f/ --copy-props all --storage-class STANDARD --no-progress'],
    [
      [2, 36, 0],
      { annotations: 'exclude', overwrite: 'never' },
      's3 sync s3://src/f/ s3://dst/f/ --no-overwrite --copy-props default --storage-class STANDARD --no-progress',
    ],
    [
      [2, 36, 0],
      { overwrite: 'always', storageClass: 'GLACIER_IR', restored: true },
      's3 cp --recursive s3://src/f/ s3://dst/f/ --copy-props all --storage-class GLACIER_IR --force-glacier-transfer --no-progress',
    ],
  ])('of %j with %j is told both Regions, a class, and what it knows of properties', (version, copies, line) => {
    expect(lineOf(told(AWS_CLI, version, copies))).toBe(`${line} --region us-west-2 --source-region us-east-1`);
  });

  it('copies up to 5 GB in one piece by a file of its own, and reads nobody else', () => {
    const { environment, files } = told(AWS_CLI, [1, 45, 11]);
    expect(environment).toMatchObject({
      AWS_CONFIG_FILE: { file: 'config' },
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    expect(files['config']).toContain('\n  multipart_threshold = 5GB\n');
  });

  it('of version 1 leaves out what it would copy in parts, and only that', () => {
    const object = (sizeBytes: number) => ({
      key: 'f/a',
      sizeBytes,
      etag: 'e',
      lastModifiedMs: 0,
      storageClass: 'STANDARD',
    });
    const carries = (version: Version, sizeBytes: number): boolean =>
      AWS_CLI.cannotCarry(object(sizeBytes), 'a', version) === undefined;
    expect([carries([1, 45, 11], 5 * GIB - 1), carries([1, 45, 11], 5 * GIB)]).toEqual([true, false]);
    expect(carries([2, 9, 19], 50 * GIB)).toBe(true);
  });

  it.each<[Version, CopyOptions, RegExp]>([
    [[2, 32, 0], { overwrite: 'never' }, /no --no-overwrite/],
    [[2, 35, 5], { annotations: 'exclude' }, /no word for annotations/],
  ])('of %j refuses %j, which it has not', (version, copies, why) => {
    expect(() => requestFor(AWS_CLI, version, copies)).toThrow(why);
  });

  it.each([
    [0, '', 'all'],
    [1, 'copy failed: s3://src/f/a to s3://dst/f/a An error occurred (SlowDown)', 'some'],
    [1, 'fatal error: An error occurred (403)', 'broken'],
    [2, 'warning: Skipping file s3://src/f/a. Object is of storage class GLACIER.', 'some'],
    [2, 'usage: aws [options]', 'broken'],
    [130, '', 'broken'],
    [252, 'aws: error: argument', 'broken'],
    [253, 'Unable to locate credentials', 'broken'],
    [254, 'An error occurred', 'broken'],
    [255, '', 'broken'],
  ] as const)('that ends with %i after "%s" has done %s', (code, said, ending) => {
    expect(AWS_CLI.endingOf({ code }, said)).toBe(ending);
  });
});

describe('rclone', () => {
  it.each<[Version, Record<string, string | undefined>]>([
    [[1, 60, 1], { RCLONE_CONFIG_TO_STORAGE_CLASS: 'STANDARD', RCLONE_CONFIG_TO_ACL: 'bucket-owner-full-control' }],
    [[1, 72, 2], { RCLONE_CONFIG_TO_STORAGE_CLASS: 'STANDARD', RCLONE_CONFIG_TO_ACL: 'bucket-owner-full-control' }],
    [[1, 73, 0], { RCLONE_CONFIG_TO_STORAGE_CLASS: undefined, RCLONE_CONFIG_TO_ACL: undefined }],
  ])('of %j gives copies the class and the ACL that it has to', (version, expected) => {
    const { environment } = told(RCLONE, version);
    for (const [name, value] of Object.entries(expected)) expect([name, environment[name]]).toEqual([name, value]);
  });

  it('copies on the side of S3 between two Regions, in one piece up to 5 GiB, by checksums, without configuration or metadata of its own', () => {
    const command = told(RCLONE, [1, 75, 0]);
    expect(lineOf(command)).toMatch(/^copy from:src\/f\/ to:dst\/f\/ --checksum --server-side-across-configs /);
    expect(lineOf(command)).not.toMatch(/ (-M|--metadata|--fast-list)/);
    expect(command.environment).toMatchObject({
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_FROM_REGION: 'us-east-1',
      RCLONE_CONFIG_TO_REGION: 'us-west-2',
      RCLONE_CONFIG_TO_COPY_CUTOFF: '5Gi',
      RCLONE_CONFIG_TO_NO_CHECK_BUCKET: 'true',
      RCLONE_CONFIG_TO_PROVIDER: 'AWS',
    });
  });

  it.each([
    [{ endpoint: 'http://127.0.0.1:9000', pathStyle: true }, 'Minio'],
    [{ endpoint: 'https://s3.example.com', pathStyle: false }, 'Other'],
  ])('at %j is of the provider %s, and lists by the second version, encoded', (access, PROVIDER) => {
    const { environment } = told(RCLONE, [1, 60, 1], {}, { access });
    expect(environment).toMatchObject({
      RCLONE_CONFIG_BOTH_PROVIDER: PROVIDER,
      RCLONE_CONFIG_BOTH_ENDPOINT: access.endpoint,
      RCLONE_CONFIG_BOTH_FORCE_PATH_STYLE: String(access.pathStyle),
      RCLONE_CONFIG_BOTH_LIST_VERSION: '2',
      RCLONE_CONFIG_BOTH_LIST_URL_ENCODE: 'true',
    });
  });

  it('is told of limits by its own words', () => {
    const line = lineOf(told(RCLONE, [1, 75, 0], {}, { atOnce: 7, requestsPerSecond: 30 }));
    expect(line).toContain('--transfers 7 --checkers 7 --tpslimit 30');
  });

  it('is given a bundle of certificates under its own name alone, since 1.60 does not start with the other', () => {
    const environment = { PATH: '/bin', AWS_CA_BUNDLE: '/etc/ca.pem', RCLONE_BWLIMIT: '1k', AWS_PROFILE: 'mine' };
    const given = {
      ...baseEnvironment({ environment, system: 'linux' }, '/home'),
      ...inheritedBy(RCLONE, environment),
    };
    expect(given).toMatchObject({ PATH: '/bin', RCLONE_CA_CERT: '/etc/ca.pem' });
    expect(Object.keys(given).filter((name) => /^(AWS_|RCLONE_BWLIMIT)/.test(name))).toEqual([]);
    expect(inheritedBy(AWS_CLI, environment)).toEqual({ AWS_CA_BUNDLE: '/etc/ca.pem' });
  });

  it.each([
    [0, 'all'],
    [9, 'all'],
    [1, 'some'],
    [5, 'some'],
    [6, 'some'],
    [2, 'broken'],
    [3, 'broken'],
    [4, 'broken'],
    [7, 'broken'],
    [8, 'broken'],
    [10, 'broken'],
  ] as const)('that ends with %i has done %s', (code, ending) => {
    expect(RCLONE.endingOf({ code }, '')).toBe(ending);
  });
});
