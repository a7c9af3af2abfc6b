// The archive that functions are made of.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AssetType, Fn, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import type { Refusal } from '../refusals/refusal';
import { isKnown } from '../values/known';

/** That `npm run build` makes. */
export type ArchiveName = 'inventory-copy.zip' | 'detached-run.zip';

/** Beside the constructs in the package, and where they are run from source. */
const PLACES = ['../lambdas', '../../lambdas', '../../dist/lambdas'];

function packagedArchive(name: ArchiveName): string | undefined {
  return PLACES.map((folder) => path.resolve(__dirname, folder, name)).find((file) => existsSync(file));
}

export function archiveRefusals(name: ArchiveName, given: string | undefined): readonly Refusal[] {
  if (given !== undefined && (!isKnown(given) || existsSync(given))) return [];
  if (given === undefined && packagedArchive(name) !== undefined) return [];
  const allowed = `there is no such file: npm run build makes dist/lambdas/${name}, and the package has it`;
  return [{ prop: 'archivePath', given, allowed }];
}

export interface Archive {
  readonly filename: string;
  /** As Lambda tells it. */
  readonly sourceCodeHash: string;
}

/** A file is copied beside the stack; an expression stays as it is. */
export function addArchive(scope: Construct, name: ArchiveName, given = packagedArchive(name) ?? name): Archive {
  // cdktf's functions would escape an expression that was written by hand.
  if (!isKnown(given)) return { filename: given, sourceCodeHash: `\${filebase64sha256("${given}")}` };
  const file = path.resolve(given);
  // The libraries differ in what they make of a file: its place would change with them.
  const assetHash = createHash('md5').update(readFileSync(file)).digest('hex').toUpperCase();
  const asset = new TerraformAsset(scope, 'archive', { path: file, type: AssetType.FILE, assetHash });
  return { filename: asset.path, sourceCodeHash: Fn.filebase64sha256(asset.path) };
}
