// Where Terraform, OpenTofu and cdktf keep the state that counts in a directory: of the selected workspace, and of no other one.
// https://developer.hashicorp.com/terraform/language/backend/local https://developer.hashicorp.com/terraform/cli/config/environment-variables
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { readJson } from '../text/read-json';
import type { World } from '../ports/world';
import { visible } from '../text/safe-text';
import { isJson } from './terraform-json';
import { defined } from '../text/defined';

/** A state file that is there. */
export interface StatePlace {
  readonly path: string;
  /** The stack of cdktf whose state it is. @default - it belongs to none */
  readonly stack?: string;
}

/** A state that counts, and is not in a file here. */
export interface StateElsewhere {
  /** What is to be said about it. */
  readonly why: string;
  /** What gives something readable. */
  readonly hint: string;
}

export interface StatePlaces {
  readonly places: readonly StatePlace[];
  readonly elsewhere: readonly StateElsewhere[];
}

type Reading = Pick<World, 'files' | 'environment'>;

/** What `terraform init` and `terraform workspace select` have left in a root module. */
interface Root {
  readonly folder: string;
  readonly stack?: string;
  /** Of the backend that Terraform was initialized with. @default - `local`, by its defaults */
  readonly backend?: string;
  /** State of the workspace `default`, as the backend `local` was told. @default - `terraform.tfstate` */
  readonly path?: string;
  readonly workspace: string;
  /** Where the backend `local` keeps the states of the other workspaces. */
  readonly workspaceFolder: string;
  /** Whether Terraform has been here at all. */
  readonly isInUse: boolean;
}

const STATE_FILE = /^terraform(?:\.(.+))?\.tfstate$/;
const DEFAULT_WORKSPACE = 'default';

/** The stack that cdktf names a state file after; undefined where the name tells none. */
export function stackOfStateFile(path: string): string | undefined {
  return STATE_FILE.exec(basename(path))?.[1];
}

function textIn(value: unknown, key: string): string | undefined {
  const found = isJson(value) ? value[key] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The backend in `.terraform/terraform.tfstate`; empty where none is, or what is there cannot be read. */
async function initialized(
  dataFolder: string,
  { files }: Reading,
): Promise<{ readonly type?: string; readonly config?: unknown }> {
  const text = await files.read(join(dataFolder, 'terraform.tfstate'), { onlyFiles: 'refuse' });
  if (text === undefined) return {};
  try {
    const file: unknown = readJson(text);
    const block = isJson(file) ? (file['backend'] ?? file['state_store']) : undefined;
    const type = textIn(block, 'type');
    return type === undefined ? {} : { type, config: isJson(block) ? block['config'] : undefined };
  } catch {
    return {};
  }
}

async function rootIn(folder: string, stack: string | undefined, reading: Reading): Promise<Root> {
  const { files, environment } = reading;
  const dataFolder = resolve(folder, environment['TF_DATA_DIR'] || '.terraform');
  const selected = (await files.read(join(dataFolder, 'environment'), { onlyFiles: 'refuse' }))?.trim();
  const { type, config } = await initialized(dataFolder, reading);
  const path = type === 'local' ? textIn(config, 'path') : undefined;
  const workspaceFolder = resolve(folder, textIn(config, 'workspace_dir') ?? 'terraform.tfstate.d');
  const inside = await files.list(folder);
  const hasState = inside.some((name) => name === 'terraform.tfstate' || name === 'terraform.tfstate.d');
  return {
    folder,
    workspace: environment['TF_WORKSPACE'] || selected || DEFAULT_WORKSPACE,
    workspaceFolder,
    isInUse: hasState || (await files.list(dataFolder)).length > 0,
    ...defined({ stack, backend: type }),
    ...(path === undefined ? {} : { path: resolve(folder, path) }),
  };
}

function inBackend({ folder, backend }: Root): StateElsewhere {
  return {
    why: `the state of '${visible(folder)}' is in the backend '${visible(backend ?? '')}', which is not looked up`,
    hint: 'run there: terraform output -json > outputs.json; then: --outputs outputs.json',
  };
}

function notThere({ folder, workspace }: Root, path: string): StateElsewhere {
  const other = workspace === DEFAULT_WORKSPACE ? '' : '; the state of another workspace is not taken for it';
  return {
    why: `the workspace '${visible(workspace)}' is selected in '${visible(folder)}', and its state '${visible(path)}' is not there${other}`,
    hint: 'run terraform apply in that workspace, or select another one with terraform workspace select or TF_WORKSPACE; or name a file with --outputs',
  };
}

/** What stands in `.terraform` says where to look, and could say any file of this machine: nothing is followed out of the directory. */
function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

function outside({ folder }: Root, path: string): StateElsewhere {
  return {
    why: `'.terraform' in '${visible(folder)}' says that the state is '${visible(path)}', outside of the working directory: it was not read`,
    hint: 'if it is yours, name it: --outputs, and the file',
  };
}

/**
 * @param directory where the search began
 * @param beside state files of this root that lie outside of its folder
 */
async function placesOf(
  root: Root,
  directory: string,
  beside: readonly string[],
  { files }: Reading,
): Promise<StatePlaces> {
  const { folder, stack, backend, workspace } = root;
  const place = (path: string, named = stack): StatePlace => ({
    path,
    ...defined({ stack: named }),
  });
  const isThere = async (path: string): Promise<boolean> =>
    (await files.read(path, { onlyFiles: 'refuse' })) !== undefined;
  // What lies about from the time before a backend is out of date.
  if (backend !== undefined && backend !== 'local') return { places: [], elsewhere: [inBackend(root)] };
  if (workspace !== DEFAULT_WORKSPACE) {
    const path = join(root.workspaceFolder, workspace, 'terraform.tfstate');
    if (!isInside(directory, path)) return { places: [], elsewhere: [outside(root, path)] };
    if (await isThere(path)) return { places: [place(path)], elsewhere: [] };
    return { places: [], elsewhere: root.isInUse || beside.length > 0 ? [notThere(root, path)] : [] };
  }
  if (root.path !== undefined) {
    const isFollowed = isInside(directory, root.path);
    const copied = beside.filter((file) => basename(file) === basename(root.path ?? ''));
    for (const path of [...(isFollowed ? [root.path] : []), ...copied])
      if (await isThere(path)) return { places: [place(path)], elsewhere: [] };
    return { places: [], elsewhere: [isFollowed ? notThere(root, root.path) : outside(root, root.path)] };
  }
  const inside = (await files.list(folder)).filter((name) => STATE_FILE.test(name));
  // Beside a root module, `terraform.STACK.tfstate` is what cdktf calls the state of a stack, and is looked at with that stack.
  const own = stack === undefined ? inside.filter((name) => stackOfStateFile(name) === undefined) : inside;
  const found = own.map((name) => place(join(folder, name), stackOfStateFile(name) ?? stack));
  return { places: [...beside.map((path) => place(path)), ...found], elsewhere: [] };
}

/** The states that count in `directory`: its own, and those of the stacks of a cdktf project. */
export async function statePlaces(directory: string, reading: Reading): Promise<StatePlaces> {
  const { files } = reading;
  const stacksFolder = join(directory, 'cdktf.out', 'stacks');
  const besides = (await files.list(directory)).filter((name) => stackOfStateFile(name) !== undefined);
  const stacks = new Set([...besides.map((name) => stackOfStateFile(name) ?? ''), ...(await files.list(stacksFolder))]);
  const all = [await placesOf(await rootIn(directory, undefined, reading), directory, [], reading)];
  for (const stack of [...stacks].sort()) {
    const beside = besides.filter((name) => stackOfStateFile(name) === stack).map((name) => join(directory, name));
    all.push(await placesOf(await rootIn(join(stacksFolder, stack), stack, reading), directory, beside, reading));
  }
  return { places: all.flatMap(({ places }) => places), elsewhere: all.flatMap(({ elsewhere }) => elsewhere) };
}
