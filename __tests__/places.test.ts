// Tests stand where their source says: `__tests__/runner/plan/gates.test.ts` is about `runner/plan/gates.ts`, or about a folder of that name.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(__dirname, '..');
const MIRRORED = ['modules', 'runner', 'lambdas'];

/** Tests of what several sources do together, in the folder of most of them. */
const SCENARIOS: Readonly<Record<string, string>> = {
  'modules/addresses': 'addresses of all resources, which users have in their state',
  'modules/cdktn': 'all constructs with another library',
  'modules/refusals-of-parts': 'each construct that is used alone',
  'modules/replication/admission': 'rules of the constructs, put into S3',
  'modules/roles/least-privilege': 'both roles, without one permission after another',
  'modules/roles/copy-least-privilege': 'the role that copies without rules, without one permission after another',
  'modules/roles/inventory-least-privilege': 'the roles of both functions, without one permission after another',
  'modules/roles/datasync-least-privilege': 'the roles of a task of DataSync, without one permission after another',
  'runner/checks/own-reading': 'every check of permissions, where the caller may read policies and not simulate',
  'runner/methods/batch-jobs/watch/vanished-jobs': 'jobs that S3 does not know any more, while others are watched',
  'runner/plan/plan-file-fields': 'every member of a plan file, changed, through the program',
  'runner/policy/against-emulator': 'the whole reading of policies, on drawn cases, beside the one of the emulator',
  'runner/methods/driven/by-version':
    'what each version of a program is told, of those that are not on this machine, too',
  'runner/pacing/patience': 'every verb, while AWS is out of reach',
  'modules/settings/copies': 'batch_copy of a settings file, alone and beside a replication',
  'modules/settings/examples': 'every example of settings',
  'modules/settings/hcl': 'the settings as a stack in HCL',
  'modules/terraform-language': 'all that the constructs write, read by old versions of Terraform',
  'modules/values/tokens': 'every text that a construct takes, as a reference',
  'runner/checks/rules/excluded-objects': 'every check that looks at rules, with objects that a rule excludes',
  'runner/cli/bad-input': 'the program with every wrong input',
  'runner/cli/copies/named-flags': 'every flag that a message of a method names',
  'runner/methods/batch-jobs/killed-rounds': 'a run that is killed at every request',
  'runner/methods/batch-jobs/watch/watching-long': 'memory of a watch that lasts for days',
  'runner/patches/applied-patches': 'all patches of every broken setup, applied',
  'runner/patches/pasted-commands': 'commands of all patches, in a shell',
  'runner/patches/pasted-text': 'any text in the three languages of patches',
  'runner/survey/emulated': 'the survey of a bucket of the emulator, beside what a job takes',
  'runner/survey/emulated-inventory': 'the survey of an inventory of the emulator',
  'runner/verify/inventories/athena-endings':
    'how queries of Athena end: badly, with half a result, begun before, or stopped',
  'runner/verify/inventories/athena-tables': 'which inventory Athena reads, and which it refuses',
  'runner/verify/inventories/damaged-inventories': 'every damage of an inventory, and what verify says of it',
  'runner/verify/kept/forged-evidence': 'evidence that somebody has written anew, and what verify --from says of it',
  'runner/verbs/adopted-replication': 'every verb with a handoff that says nothing of rules and destinations',
  'runner/verbs/bucket-only': 'every verb with nothing but a bucket',
  'runner/verbs/compared-exactly': 'what a run, a manifest and a certificate compare, and nothing that lies beside it',
  'runner/verbs/other-operations': 'verbs that are given a job which does something else',
  'runner/verbs/proven-endings': 'all verbs: what their endings claim, by what was compared',
  'runner/verbs/false-greens': 'verbs that must not say that all is well when it is not known',
  'runner/verbs/run-in-trouble': 'a run while AWS refuses, or slows down',
};

function testsIn(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, '__tests__', folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return testsIn(name);
    return name.endsWith('.test.ts') ? [name.slice(0, -'.test.ts'.length)] : [];
  });
}

/** Whether there is a source, or a folder of sources, of this name. */
function isSource(name: string): boolean {
  return existsSync(path.join(ROOT, `${name}.ts`)) || existsSync(path.join(ROOT, name));
}

describe('a test of the runner, of the constructs or of the functions', () => {
  const tests = MIRRORED.flatMap(testsIn);

  it('stands where its source stands, or is one of the scenarios', () => {
    expect(tests.filter((name) => !isSource(name) && !(name in SCENARIOS))).toEqual([]);
  });

  it('is no scenario when there is a source of its name, nor when it is gone', () => {
    expect(Object.keys(SCENARIOS).filter((name) => isSource(name) || !tests.includes(name))).toEqual([]);
  });
});
