/** @group outside */
// All patches of one examination, of one thing that is broken or of many, done at once: HCL in one file by Terraform, JSON through the
// API, commands in a shell. The doctor is content then, after one round; what it is not content with is a closed list.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CheckEvent, Patch } from '../../../runner/events/check-events';
import { concurrently } from '../../../runner/pacing/concurrently';
import { describeWith, makeFolder, removeFolder, TERRAFORM, terraformIn } from '../../e2e/setup';
import { terraformRoot } from '../../e2e/terraform-root';
import { destroyKmsClients } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import { HOME, strike, type Stage } from '../../emulator/stage';
import type { Broken } from '../checks/setups/broken';
import { broken, EVERY_BROKEN } from '../checks/setups/every-broken';
import { examined, lines } from '../checks/setups/examined';
import { MUCH_BROKEN } from '../checks/setups/much-broken';
import { pasteCommands, pasteJson } from './paste';

/** Setups that are not mended by one round of patches, and why. */
const NOT_IN_ONE_ROUND: Readonly<Record<string, string>> = {
  'reports and manifest have one bucket, which is not there':
    'what the role may do with a bucket is asked when the bucket is there; its name may be the mistake',
  ...reason('what was given is the mistake: the patch shows what is there, or makes what can be named instead', [
    'the manifest is to be kept in another Region',
    'the source of the generator is in another Region',
    'the source of the generator does not exist',
    'the filter has a slash in front of its prefix',
    'the handoff names a destination that is a directory bucket',
    'the handoff names a manifest bucket that is a table bucket',
    'the report bucket is a directory bucket',
    'the source is the alias of an access point',
    'the job role belongs to another account',
    'the credentials belong to another account',
    'the source bucket belongs to another account',
    'the role that was named for the destinations does not let the caller assume it',
  ]),
  ...reason('which rules there are to be is decided by people, and applied by Terraform', [
    'the source has no replication configuration',
    'the source has no replication configuration for a supplied manifest',
    'the rule is for another prefix',
    'the destination was made anew in another Region',
  ]),
  ...reason('what somebody has denied is shown, and not taken away', [
    'a policy of the job role denies s3:InitiateReplication',
    'a policy of the replication role denies s3:GetObjectVersionAcl',
  ]),
  ...reason('what was deleted by its version id does not come back', [
    'the original of a replica was deleted by its version id',
    'one replica of three was deleted by its version id, and the run takes COMPLETED versions',
    'the manifest lists a version that is gone',
  ]),
};

function reason(why: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, why]));
}

/** Whose patches are for another person, or name what only its reader knows. */
const NOT_AS_PASTED = [
  'the source is the alias of an access point',
  'the role that was named for the destinations does not let the caller assume it',
  'the source bucket belongs to another account',
];

type Setup = Pick<
  Broken,
  'name' | 'options' | 'objects' | 'rules' | 'break' | 'handoff' | 'caller' | 'run' | 'identity'
>;

/** Each costs Terraform a process of the provider, or two, at the same time, which take some seconds of a processor from the other tests. */
const AT_ONCE = 3;

/** So many of those with patches of the same kinds are applied with the provider; of the others, Terraform only reads the HCL. */
const OF_A_KIND = 2;

const PATIENCE_MS = 1_500_000;

interface Patient {
  readonly setup: Setup;
  readonly stage: Stage;
  readonly patches: readonly Patch[];
  readonly found: readonly CheckEvent[];
  again(): Promise<readonly CheckEvent[]>;
}

function wrongOf(found: readonly CheckEvent[]): readonly CheckEvent[] {
  return found.filter(({ answer }) => answer === 'wrong');
}

async function examine(setup: Setup): Promise<Patient> {
  const stage = await broken(setup);
  const handoff = await setup.handoff?.(stage);
  const caller = await setup.caller?.(stage);
  const again = (): Promise<readonly CheckEvent[]> =>
    examined(stage, handoff, caller, setup.run?.(stage), setup.identity);
  const found = await again();
  return { setup, stage, found, again, patches: wrongOf(found).flatMap(({ patch }) => patch ?? []) };
}

function ofLanguage({ patches }: Patient, language: Patch['language']): readonly Patch[] {
  return patches.filter((patch) => patch.language === language);
}

/** What a provider of the emulator says, beside its alias and Region. */
function emulatorOf({ running }: Stage): string {
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  const { endpoint } = running.emulator;
  return `
  access_key                  = "${accessKeyId}"
  secret_key                  = "${secretAccessKey}"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  max_retries                 = 2
  endpoints {
    iam = "${endpoint}"
    kms = "${endpoint}"
    s3  = "${endpoint}"
    sts = "${endpoint}"
  }`;
}

const REQUIRED = `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
`;

const ROLE_POLICY = /^resource "aws_iam_role_policy" "[^"]+" \{\n([\s\S]*?)\n\}$/gm;

/** Types of the resources of all its patches. */
function kindOf(patient: Patient): string {
  const texts = ofLanguage(patient, 'hcl').map(({ text }) => text);
  const types = texts.flatMap((text) =>
    [...text.matchAll(/^(?:resource|provider) "([^"]+)"/gm)].map(([, type]) => type),
  );
  return [...new Set(types)].sort().join();
}

/** The inline policies of roles in the patches, as values that Terraform works out. */
function policiesOf(patient: Patient): readonly string[] {
  return ofLanguage(patient, 'hcl').flatMap(({ text }) => [...text.matchAll(ROLE_POLICY)].map(([, body = '']) => body));
}

/** A file for each setup, each in a module with providers of its own. */
function rootOf(patients: readonly Patient[], folder: string): Readonly<Record<string, string>> {
  const modules = patients.map((patient, index) => {
    const text = ofLanguage(patient, 'hcl')
      .map((patch) => patch.text)
      .join('\n\n');
    mkdirSync(path.join(folder, `m${index}`), { recursive: true });
    const file = text.replaceAll(/^ {2}# What else the provider .*$/gm, emulatorOf(patient.stage));
    writeFileSync(path.join(folder, `m${index}`, 'main.tf'), `${REQUIRED}\n${file}\n`);
    return `# ${patient.setup.name}
provider "aws" {
  alias  = "m${index}"
  region = "${HOME}"
${emulatorOf(patient.stage)}
}

module "m${index}" {
  source    = "./m${index}"
  providers = { aws = aws.m${index} }
}
`;
  });
  return { 'main.tf': [REQUIRED, ...modules].join('\n') };
}

describeWith([TERRAFORM, 'aws', 'bash'], 'all patches of one examination', () => {
  let folder: string;

  beforeAll(() => {
    folder = makeFolder();
  });
  afterAll(() => {
    destroyKmsClients();
    removeFolder(folder);
  });

  const env = (): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
  });

  async function applyHcl(patients: readonly Patient[], name: string): Promise<void> {
    if (patients.length === 0) return;
    const place = path.join(folder, name);
    const root = terraformRoot(place, rootOf(patients, place), terraformIn(folder), env());
    await root.must('init', '-backend=false', '-no-color');
    await root.must('apply', '-auto-approve', '-no-color', '-parallelism=10');
  }

  /** Inline policies of roles, as Terraform reads them; without its provider, which does the same with all of them. */
  async function putPolicies(patients: readonly Patient[]): Promise<void> {
    const all = patients.flatMap((patient) => policiesOf(patient).map((body) => ({ patient, body })));
    const outputs = all.map(({ body }, index) => `output "p${index}" {\n  value = {\n${body}\n  }\n}`);
    const place = path.join(folder, 'policies');
    const root = terraformRoot(place, { 'main.tf': outputs.join('\n\n') }, terraformIn(folder), env());
    await root.must('apply', '-auto-approve', '-no-color');
    const values = (await root.outputs()) as Record<string, { name: string; role: string; policy: string }>;
    for (const [index, { patient }] of all.entries()) {
      const value = values[`p${index}`];
      const input = { RoleName: value?.role, PolicyName: value?.name, PolicyDocument: value?.policy };
      await patient.stage.iam.send(new PutRolePolicyCommand(input));
    }
  }

  async function applyOthers(patient: Patient): Promise<void> {
    for (const patch of ofLanguage(patient, 'json')) await pasteJson(patient.stage, patch);
    for (const { text } of ofLanguage(patient, 'sh')) await pasteCommands(patient.stage, text, folder);
  }

  const patients: Patient[] = [];
  /** What could not be pasted. */
  const failures = new Map<string, string>();

  beforeAll(async () => {
    for (const setup of [...MUCH_BROKEN, ...EVERY_BROKEN]) patients.push(await examine(setup));
    await concurrently(patients, 4, (patient) =>
      applyOthers(patient).catch((error: unknown) => void failures.set(patient.setup.name, String(error))),
    );
  }, PATIENCE_MS);
  afterAll(async () => {
    await Promise.all(patients.map(({ stage }) => strike(stage)));
  });

  /** With the provider, and without. */
  function shared(): { readonly applied: readonly Patient[]; readonly read: readonly Patient[] } {
    const seen = new Map<string, number>();
    const applied: Patient[] = [];
    const read: Patient[] = [];
    for (const patient of patients) {
      const kind = kindOf(patient);
      const times = seen.get(kind) ?? 0;
      seen.set(kind, times + 1);
      if (kind === '' || NOT_AS_PASTED.includes(patient.setup.name)) continue;
      if (kind !== 'aws_iam_role_policy' || times < OF_A_KIND) applied.push(patient);
      else read.push(patient);
    }
    return { applied, read };
  }

  it(
    'are HCL that Terraform takes in one file, JSON that goes into the policy that is there, and commands',
    async () => {
      const { applied, read } = shared();
      expect(applied.length).toBeGreaterThan(25);
      const groups = Math.ceil(applied.length / AT_ONCE);
      for (let index = 0; index < groups; index += 1)
        await applyHcl(applied.slice(index * AT_ONCE, (index + 1) * AT_ONCE), `root${index}`);
      await putPolicies(read);

      const still: [string, readonly string[]][] = [];
      for (const patient of patients) {
        const { setup, stage } = patient;
        const left = lines(wrongOf(await patient.again()));
        if (left.length > 0) still.push([setup.name, left]);
        expect(bugs(stage.running)).toEqual([]);
      }
      expect(Object.fromEntries([...failures].filter(([name]) => !NOT_AS_PASTED.includes(name)))).toEqual({});
      const unexpected = still.filter(([name]) => !(name in NOT_IN_ONE_ROUND));
      expect(Object.fromEntries(unexpected)).toEqual({});
      expect(still.map(([name]) => name).sort()).toEqual(Object.keys(NOT_IN_ONE_ROUND).sort());
    },
    PATIENCE_MS,
  );

  it.each(MUCH_BROKEN.map((one) => [one.name, one] as const))(
    'are as few as may be: %s',
    (name, { wrong, rolePolicies }) => {
      const patient = patients.find(({ setup }) => setup.name === name);
      const found = patient === undefined ? [] : wrongOf(patient.found);
      const counts = new Map<string, number>();
      for (const { check } of found) counts.set(check, (counts.get(check) ?? 0) + 1);
      expect(Object.fromEntries(counts)).toEqual(wrong);
      expect(patient === undefined ? [] : policiesOf(patient)).toHaveLength(rolePolicies);
    },
  );
});
