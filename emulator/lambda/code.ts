// The code of a function: an archive in the request, or an object of S3 that the caller may read.
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { performRequest } from '../s3/s3-service';
import type { FunctionCode } from '../world/serverless/lambda-function';
import type { World } from '../world/world';
import { invalidValue, type LambdaCall } from './lambda-call';
import { ArchiveError, readArchive, type ArchivedFile } from './zip';

export const CODE = {
  ZipFile: z.base64().optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
  S3ObjectVersion: z.string().optional(),
};

type GivenCode = z.output<z.ZodObject<typeof CODE>>;

const MOST_PACKED = 50 * 1024 * 1024;
const MOST_UNPACKED = 262_144_000;

/** Keeps the archive; functions with the same code share it. */
export function keepCode(call: LambdaCall, given: GivenCode): FunctionCode {
  const archive = archiveOf(call, given);
  readFiles(archive);
  const sha256 = createHash('sha256').update(archive).digest('base64');
  call.world.functionCode.set(sha256, archive);
  return { sha256, size: archive.length };
}

/** Archives that no function has any more are forgotten. */
export function forgetCode({ functions, functionCode }: World): void {
  const used = new Set([...functions.values()].map(({ code }) => code.sha256));
  for (const sha256 of functionCode.keys()) if (!used.has(sha256)) functionCode.delete(sha256);
}

/** @throws ServiceError `InvalidParameterValueException` */
function readFiles(archive: Buffer): readonly ArchivedFile[] {
  try {
    return readArchive(archive, MOST_UNPACKED);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw invalidValue(
      error.message === 'it is too large'
        ? `Unzipped size must be smaller than ${MOST_UNPACKED} bytes`
        : `Could not unzip uploaded file: ${error.message}. Please check your file, then try to upload again.`,
    );
  }
}

export function filesOf({ functionCode }: World, { sha256 }: FunctionCode): readonly ArchivedFile[] {
  const archive = functionCode.get(sha256);
  if (archive === undefined) throw new Error(`there is no code ${sha256}`);
  return readArchive(archive, MOST_UNPACKED);
}

function archiveOf(call: LambdaCall, { ZipFile, S3Bucket, S3Key, S3ObjectVersion }: GivenCode): Buffer {
  if (ZipFile !== undefined) {
    if (S3Bucket !== undefined || S3Key !== undefined) {
      throw invalidValue('Please do not provide other FunctionCode parameters when providing a ZipFile.');
    }
    const archive = Buffer.from(ZipFile, 'base64');
    if (archive.length > MOST_PACKED) throw notEmulated('An archive of more than 50 MB in a request');
    return archive;
  }
  if (S3Bucket === undefined || S3Key === undefined) throw invalidValue('Please provide a source for function code.');
  return archiveInS3(call, S3Bucket, S3Key, S3ObjectVersion);
}

/** Lambda reads with the caller's permissions. */
function archiveInS3(
  { world, request }: LambdaCall,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Buffer {
  try {
    const { body = '' } = performRequest(world, {
      ...request,
      method: 'GET',
      path: `/${bucket}/${key}`,
      query: new URLSearchParams(versionId === undefined ? {} : { versionId }),
      headers: {},
      body: Buffer.alloc(0),
    });
    return Buffer.isBuffer(body) ? body : Buffer.from(body);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const told = `S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`;
    if (error.code !== 'AccessDenied') throw invalidValue(`Error occurred while GetObject. ${told}`);
    const message = `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${bucket}/${key}. ${told}`;
    throw new ServiceError(403, 'AccessDeniedException', message);
  }
}
