// The AWS CLI, driven: `aws s3 sync`, of version 1 or 2.
import type { ListedObject } from '../../../ports/s3/copying';
import type { CopyRequest } from '../../copy/plan-copies';
import { foldersOf } from '../folders';
import type { Tool } from '../tool';
import { versionText, type Version } from '../version';
import { command } from './command';
import { KEEPS } from './keeps';
import { endingOf, reads } from './output';
import { hasNoOverwrite, install, isOne, knowsAnnotations, readVersion, tooOld } from './version';

const MINUTE_MS = 60_000;
const ONE_PIECE_BYTES = 5 * 1024 ** 3;
/** Of keys that were chosen one by one: each is a word of the command line, and is held against every key. */
const MOST_CHOSEN = 500;
const MOST_CHOSEN_CHARACTERS = 64 * 1024;

function refusal(
  { annotations, encryption, overwrite, keys, from, to, selection }: CopyRequest,
  version: Version,
): string | undefined {
  const name = `version ${versionText(version)}`;
  if (overwrite === 'never' && !hasNoOverwrite(version)) return `${name} has no --no-overwrite, which came with 2.33.0`;
  if (annotations === 'exclude' && !knowsAnnotations(version))
    return `${name} has no word for annotations: S3 copies them (from 2.35.6 on they can be left out)`;
  if (encryption?.algorithm === 'aws:kms:dsse') return `${name} takes no aws:kms:dsse`;
  if (keys !== undefined && (keys.length > MOST_CHOSEN || keys.join('').length > MOST_CHOSEN_CHARACTERS))
    return `${keys.length} keys were chosen one by one, and it takes at most ${MOST_CHOSEN}, of ${MOST_CHOSEN_CHARACTERS} characters together`;
  const { from: folder, stem } = foldersOf({ from, to }) ?? { from: '', stem: '' };
  const isFiltered = keys !== undefined || stem !== '' || selection?.globs !== undefined;
  if (isFiltered && folder.includes('['))
    return "to its filters '[' in the prefix is no bracket but a choice of characters";
  return undefined;
}

function cannotCarry({ sizeBytes }: ListedObject, rest: string, version: Version): string | undefined {
  if (sizeBytes === 0 && (rest === '' || rest.endsWith('/')))
    return 'it is empty, and its key ends with a slash: a folder to the CLI';
  if (isOne(version) && sizeBytes >= ONE_PIECE_BYTES)
    return 'it has 5 GiB or more, which version 1 copies in parts and without metadata and tags';
  return undefined;
}

function losses({ storageClass, annotations = 'copy' }: CopyRequest, version: Version): readonly string[] {
  const large = isOne(version) ? [] : ['of objects over 5 GiB annotations, unless the CLI is 2.35.6 or newer'];
  return [
    'copies have version ids, times and, of objects that were uploaded in parts, ETags of their own, and are made of the current versions alone',
    `what they lose: ACLs, Object Lock, website redirects${annotations === 'copy' ? '' : ', annotations'}${knowsAnnotations(version) ? '' : large.map((one) => `; ${one}`).join('')}`,
    `their storage class is ${storageClass ?? 'STANDARD'}: the CLI gives all copies one`,
    'an object of the same size that is older than its copy is taken for the same, whatever is in it',
  ];
}

const NO_FILTER = 'it has no such filter; --include and --exclude choose keys';

export const AWS_CLI: Tool = {
  name: 'aws-cli',
  title: 'AWS CLI',
  program: 'aws',
  keeps: KEEPS,
  versionWords: ['--version'],
  saysVersion: 'aws-cli/',
  readVersion,
  tooOld,
  install,
  // It lists both sides before it says a word, and says nothing of what is the same.
  silenceMs: 30 * MINUTE_MS,
  refuses: {
    'larger-than': NO_FILTER,
    'smaller-than': NO_FILTER,
    'max-bandwidth': 'its max_bandwidth slows down nothing that S3 copies; --max-workers does',
    'max-requests-per-second': 'it counts no requests; --max-workers limits how many there are at once',
    'parts-above': 'it copies in one piece up to 5 GiB, since version 1 loses metadata in parts',
  },
  refusal,
  classWithout: () => 'STANDARD',
  cannotCarry,
  losses,
  command,
  inherits: {
    AWS_CA_BUNDLE: 'AWS_CA_BUNDLE',
    REQUESTS_CA_BUNDLE: 'REQUESTS_CA_BUNDLE',
    AWS_USE_FIPS_ENDPOINT: 'AWS_USE_FIPS_ENDPOINT',
    AWS_USE_DUALSTACK_ENDPOINT: 'AWS_USE_DUALSTACK_ENDPOINT',
  },
  reads,
  endingOf,
};
