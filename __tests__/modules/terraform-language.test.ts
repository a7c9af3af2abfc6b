// `required_version = ">= 1.5"` is true: nothing is written that Terraform 1.5 and OpenTofu do not know.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { addSettingsStack, parseSettings } from '../../modules';
import { newerThan15, newerThan15InJson } from './terraform-language';

const ROOT = path.resolve(__dirname, '..', '..');
const SETTINGS = path.join(ROOT, 'examples', 'settings');

function hclFiles(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tf'))
    .map((name) => path.join(folder, name));
}
/** A recipe that is of nothing but what 1.14 brought. */
const NEWER = path.join('examples', 'pipelines', 'terraform-actions');
const ALL_FILES = ['terraform', 'examples'].flatMap(hclFiles);
const FILES = ALL_FILES.filter((name) => path.dirname(name) !== NEWER);

const stackOf = (name: string) =>
  addSettingsStack(Testing.app(), parseSettings(readFileSync(path.join(SETTINGS, name), 'utf8'), name));

describe('HCL that says it works from Terraform 1.5', () => {
  it.each(FILES)('%s does', (name) => {
    expect(newerThan15(readFileSync(path.join(ROOT, name), 'utf8'))).toEqual([]);
  });

  it('says so in the module and in every example', () => {
    const saying = FILES.filter((name) => readFileSync(path.join(ROOT, name), 'utf8').includes('= ">= 1.5"\n'));
    expect(saying.map((name) => path.dirname(name))).toEqual([...new Set(FILES.map((name) => path.dirname(name)))]);
  });

  it('says so of the one recipe that needs a newer one', () => {
    const newer = ALL_FILES.filter((name) => !FILES.includes(name)).map((name) =>
      readFileSync(path.join(ROOT, name), 'utf8'),
    );
    expect(newer.map((text) => /required_version = "([^"]*)"/.exec(text)?.[1])).toEqual(['>= 1.14']);
    expect(newer.flatMap((text) => newerThan15(text))).toEqual(['action', 'lifecycle.action_trigger']);
  });

  it.each(readdirSync(SETTINGS))('the app of %s does, as JSON and as HCL', (name) => {
    const json = JSON.parse(Testing.synth(stackOf(name), true)) as Readonly<Record<string, unknown>>;
    expect(newerThan15InJson(json)).toEqual([]);
    expect(newerThan15(String(Testing.synthHcl(stackOf(name))))).toEqual([]);
  });
});

describe('what is newer is found', () => {
  /** With the versions of Terraform and of OpenTofu that brought it. */
  it.each([
    ['removed blocks, 1.7 and 1.7', 'removed {\n  from = aws_s3_bucket.a\n}', ['removed']],
    ['many imports by one block, 1.7 and 1.7', 'import {\n  for_each = {}\n  to = a.b\n}', ['import.for_each']],
    [
      'functions of providers, 1.8 and 1.7',
      'locals {\n  a = provider::aws::arn_parse("a")\n}',
      ['provider::aws::arn_parse'],
    ],
    ['issensitive, 1.8 and 1.7', 'locals {\n  a = "x ${issensitive(var.a)}"\n}', ['issensitive']],
    ['templatestring, 1.9 and 1.7', 'locals {\n  a = templatestring(b.c, {})\n}', ['templatestring']],
    [
      'validations that look at other variables, 1.9 and 1.9',
      'variable "a" {\n  validation {\n    condition = var.a != "${var.b}"\n    error_message = "not var.c"\n  }\n}',
      ['validation of a with var.b'],
    ],
    [
      'ephemeral values, 1.10 and 1.11',
      'variable "a" {\n  ephemeral = true\n}\nephemeral "b" "c" {}',
      ['variable.ephemeral', 'ephemeral'],
    ],
    ['arguments that are written only, 1.11 and 1.11', 'resource "a" "b" {\n  password_wo = "c"\n}', ['password_wo']],
    [
      'a lock file in S3, 1.10 and 1.10',
      'terraform {\n  backend "s3" {\n    use_lockfile = true\n  }\n}',
      ['use_lockfile'],
    ],
    ['imports by identity, 1.12', 'import {\n  to = a.b\n  identity = {}\n}', ['import.identity']],
    ['actions, 1.14', 'action "a" "b" {}', ['action']],
    ['providers for each, OpenTofu 1.9 alone', 'provider "aws" {\n  for_each = {}\n}', ['for_each']],
    ['encryption of the state, OpenTofu 1.7 alone', 'terraform {\n  encryption {}\n}', ['terraform.encryption']],
    [
      'resources that can be switched off, OpenTofu 1.11 alone',
      'resource "a" "b" {\n  lifecycle {\n    enabled = false\n  }\n}',
      ['lifecycle.enabled'],
    ],
  ])('%s', (_, hcl, found) => {
    expect(newerThan15(hcl)).toEqual(found);
  });

  it('in JSON too', () => {
    const json = {
      '//': {},
      terraform: { backend: { s3: { use_lockfile: true } }, encryption: {} },
      removed: [],
      import: [{ to: 'a', id: 'b', for_each: [] }],
      resource: { a: { b: { c: 'd ${templatestring(e, {})} f(g)' } } },
    };
    expect(newerThan15InJson(json)).toEqual([
      'removed',
      'terraform.encryption',
      'import.for_each',
      'use_lockfile',
      'templatestring',
    ]);
  });

  it('and what only looks like it is not', () => {
    const hcl = 'locals {\n  # removed(a)\n  a = "removed(b) $${c(d)}" // e(f)\n  g = { removed = upper("h(i)") }\n}';
    expect(newerThan15(hcl)).toEqual([]);
  });
});
