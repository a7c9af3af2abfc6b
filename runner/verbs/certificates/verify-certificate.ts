// Whether a certificate is what somebody has signed, whether it has the form of one, and whether kept evidence is what it names.
import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../../events/certificate';
import { endpointWords } from '../../events/certificate-summary';
import type { CheckEvent } from '../../events/check-events';
import type { Telling } from '../../events/events';
import { heldFiles } from '../../evidence/kept/held-files';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Files } from '../../ports/world';
import type { Tables, Workshop } from '../../ports/workshop';
import { fingerprint, isSignature, opensslCommand, SIGNATURE_ENDING } from '../../signing/signature';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { KeptEngine } from '../../verify/kept/verify-kept';
import { certificateIn } from './certificate-in';

export interface CheckedCertificate {
  readonly path: string;
  /** @default - whose signature it has is not checked */
  readonly publicKey?: KeyObject;
  /** Where it lies. @default - in KMS */
  readonly publicKeyFile?: string;
  /** Directory with kept evidence. @default - it is not looked at */
  readonly evidence?: string;
  /** A database, for evidence of inventories; @throws RunnerError `usage` when it is not installed */
  readonly open: () => Promise<Tables>;
}

type Answered = Pick<CheckEvent, 'answer' | 'detail' | 'fix'>;

function check(id: string, title: string, answered: Answered): CheckEvent {
  return { kind: 'check', check: id, title, ...answered };
}

const ANOTHER = 'ask whoever signed it for the file and its signature as they were written';

function signatureAnswer(
  { path, publicKey }: CheckedCertificate,
  bytes: Uint8Array,
  signature: Uint8Array | undefined,
): Answered {
  const beside = `'${visible(path)}${SIGNATURE_ENDING}'`;
  if (publicKey === undefined) {
    const there = signature === undefined ? `${beside} is not there: it is not signed` : `${beside} is there`;
    const detail = `nobody's signature was checked, since no --public-key was given; ${there}`;
    return { answer: 'could-not-check', detail };
  }
  if (signature === undefined)
    return { answer: 'wrong', detail: `it is not signed: ${beside} is not there`, fix: ANOTHER };
  const key = fingerprint(publicKey);
  if (!isSignature(bytes, signature, publicKey))
    return {
      answer: 'wrong',
      detail: `it was changed since it was signed, its signature was, or another key has signed it than that with the SHA-256 ${key}`,
      fix: ANOTHER,
    };
  return { answer: 'ok', detail: `every byte is as the key with the SHA-256 ${key} has signed it` };
}

async function evidenceAnswer(
  directory: string,
  certificate: Certificate | undefined,
  engine: KeptEngine,
  workshop: Workshop,
  open: CheckedCertificate['open'],
): Promise<Answered> {
  const fix = 'name the directory that --evidence kept for this certificate';
  if (certificate === undefined)
    return {
      answer: 'could-not-check',
      detail: 'the certificate is a page or cannot be read, and nothing says which evidence is its; one in .json does',
    };
  if (certificate.kept === undefined)
    return { answer: 'wrong', detail: 'the certificate names no kept evidence: none was kept for it', fix };
  const held = await heldFiles(directory, certificate.kept, workshop);
  const faults = held.flatMap(({ name, fault }) => (fault === undefined ? [] : [`${visible(name)}: ${fault}`]));
  if (faults.length > 0) return { answer: 'wrong', detail: faults.join('; '), fix };
  const files = `${counted(held.length, 'file')}, each with the SHA-256 that the certificate names`;
  const { otherThanEvidence } = await import('./said-by-evidence');
  try {
    const other = await otherThanEvidence(directory, certificate, engine, workshop, open);
    if (other !== undefined) return { answer: 'wrong', detail: visible(other), fix: 'have it written again' };
  } catch (error) {
    if (!isRunnerError(error, 'usage')) throw error;
    return { answer: 'could-not-check', detail: `${files}; they could not be compared again: ${error.message}` };
  }
  return { answer: 'ok', detail: `${files}; compared again, they come to the same` };
}

function withoutThisProgram({ path, publicKeyFile }: CheckedCertificate, key: KeyObject): string {
  const said = `the same without this program: ${opensslCommand(path, key, publicKeyFile ?? 'key.pub.pem')}`;
  return publicKeyFile === undefined
    ? `${said} # with what aws kms get-public-key gives, in PEM, in key.pub.pem`
    : said;
}

const PAGE = /\.(html?|md|markdown)$/i;

/** What the verdict says of the signature. */
function signedWords(key: KeyObject | undefined, { answer }: Answered, isSigned: boolean): string {
  if (key === undefined) return isSigned ? "nobody's signature was checked" : 'it is not signed';
  if (answer === 'ok') return `signed by the key with the SHA-256 ${fingerprint(key)}`;
  return isSigned ? 'its signature does not hold' : 'it is not signed';
}

/** Sends nothing. @throws RunnerError `usage` when there is no such file */
export async function* verifyCertificateVerb(
  asked: CheckedCertificate,
  files: Pick<Files, 'raw'>,
  engine: KeptEngine,
  workshop: Workshop,
): Telling {
  const { path, publicKey, evidence } = asked;
  const name = visible(path);
  const file = await files.raw(path);
  if (file === undefined)
    throw new RunnerError('usage', `'${name}' is not there`, 'name a file that --certificate has written');
  const signature = await files.raw(`${path}${SIGNATURE_ENDING}`, { largestBytes: LARGEST_SIGNATURE, onlyFiles: true });
  const answers: Answered[] = [];
  const told = (id: string, title: string, answered: Answered): CheckEvent => {
    answers.push(answered);
    return check(id, title, answered);
  };

  const signed = signatureAnswer(asked, file.bytes, signature?.bytes);
  yield told('certificate-signature', 'the certificate is as it was signed', signed);
  if (publicKey !== undefined) yield { kind: 'note', detail: withoutThisProgram(asked, publicKey) };

  const read = PAGE.test(path) ? undefined : certificateIn(file.bytes);
  const form: Answered =
    read === undefined
      ? { answer: 'could-not-check', detail: 'a page for people has no form to be checked; a certificate in .json has' }
      : read.faults.length > 0
        ? { answer: 'wrong', detail: read.faults.map(visible).join('; '), fix: 'have it written again' }
        : { answer: 'ok', detail: 'it has the form of a certificate, and its numbers add up' };
  yield told('certificate-form', 'the certificate has its form, and its numbers add up', form);
  if (evidence !== undefined)
    yield told(
      'certificate-evidence',
      'the kept evidence is what the certificate names',
      await evidenceAnswer(evidence, read?.certificate, engine, workshop, asked.open),
    );

  const place = read?.certificate === undefined ? undefined : endpointWords(read.certificate);
  const where = place === undefined ? '' : `; S3 was asked ${place}`;
  const says = read?.certificate === undefined ? '' : `; it says: ${read.certificate.answer}${where}`;
  const summary = `'${name}': ${signedWords(publicKey, signed, signature !== undefined)}${says}`;
  // Who has named evidence wants to know of it, whoever has signed the certificate.
  const isUnknown = evidence !== undefined && answers.at(-1)?.answer === 'could-not-check';
  const isWrong = answers.some(({ answer }) => answer === 'wrong');
  // That it has the form of a certificate proves nothing: anybody can write one.
  const isProven = answers.some(({ answer }, at) => answer === 'ok' && at !== 1);
  return { outcome: isWrong ? 'differs' : isProven && !isUnknown ? 'done' : 'not-known', summary, transferIds: [] };
}

/** Those of RSA with 16,384 bits have 2 KiB. */
const LARGEST_SIGNATURE = 64 * 1024;
