// The modules below terraform/ are what the constructs say, and take what a settings file takes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { settingsJsonSchema } from '../../../modules';
import { ATHENA_EVIDENCE } from '../../../terraform/generator/athena-evidence/module';
import { BACKFILL } from '../../../terraform/generator/backfill/module';
import { NOT_IN_A_MODULE } from '../../../terraform/generator/backfill/variables';
import { BATCH_COPY } from '../../../terraform/generator/batch-copy/module';
import * as ofCopies from '../../../terraform/generator/batch-copy/variables';
import { DATASYNC_COPY } from '../../../terraform/generator/datasync-copy/module';
import * as ofDataSync from '../../../terraform/generator/datasync-copy/variables';
import { DETACHED_RUN } from '../../../terraform/generator/detached-run/module';
import * as ofRuns from '../../../terraform/generator/detached-run/variables';
import { INVENTORY_COPY } from '../../../terraform/generator/inventory-copy/module';
import * as ofInventories from '../../../terraform/generator/inventory-copy/variables';
import { attribute, block, comment, hcl, quoted, raw } from '../../../terraform/generator/hcl-text';
import { moduleFiles } from '../../../terraform/generator/module-files';
import { MODULES } from '../../../terraform/generator/modules';
import { ABOUT_REPLICATION } from '../../../terraform/generator/sections';
import { SHARED } from '../../../terraform/generator/of-handoff';
import { PIPELINE_ROLE } from '../../../terraform/generator/pipeline-role/module';
import { variables, type Inputs } from '../../../terraform/generator/variables';

const TERRAFORM = path.resolve(__dirname, '..', '..', '..', 'terraform');

interface Schema {
  readonly description?: string;
  readonly properties: Readonly<Record<string, Schema>>;
}
const SETTINGS = (settingsJsonSchema() as unknown as Schema).properties;
const namesOf = (inputs: Inputs): readonly string[] => variables(inputs).map(({ name }) => name);

/** What numbers of resources may hang on: all of it is known when Terraform plans. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  backfill: [
    'var.adopt_existing_replication',
    'var.after_care.alarms',
    'var.after_care.job_events',
    'var.after_care.latency_alarms',
    'var.after_care.pending_bytes != null',
    'var.after_care.topic == null',
    'var.create_report_bucket != null',
    'var.manage_destination_versioning',
    'var.manage_versioning',
    'var.prefixes',
  ],
  'batch-copy': ['var.create_report_bucket != null'],
  'datasync-copy': ['var.create_report_bucket != null', 'var.log_level', 'var.task_mode'],
  'detached-run': ['var.topic != null'],
  'pipeline-role': [
    'var.github == null',
    'var.github.provider == null',
    'var.gitlab == null',
    'var.gitlab.provider == null',
  ],
  'inventory-copy': ['var.create_report_bucket != null', 'var.dashboard'],
  'athena-evidence': [],
};

describe.each(MODULES.map((one) => [one.folder, moduleFiles(one)] as const))('terraform/%s', (folder, files) => {
  it.each(Object.keys(files))('%s is what `npm run hcl` writes', (name) => {
    expect(readFileSync(path.join(TERRAFORM, folder, name), 'utf8')).toBe(files[name]);
  });

  it('makes a number of resources that hangs on nothing but what is known when Terraform plans', () => {
    const main = files['main.tf'] ?? '';
    const locals = new Map(
      [...main.matchAll(/^ {2}(\w+) += (.*(?:\n {4}.*|\n {2}\])*)$/gm)].map(([, name = '', text = '']) => [name, text]),
    );
    const whole = (text: string): string =>
      text.replace(/\blocal\.(\w+)/g, (_, name: string) => whole(locals.get(name) ?? `local.${name}`));
    const numbers = [...main.matchAll(/^ {2}(?:count|for_each) += (.*)$/gm)].map(([, text = '']) => whole(text));
    expect(numbers.length > 1).toBe(KNOWN[folder]?.length !== 0);
    const inputs = numbers.flatMap((text) => text.match(/\bvar\.[\w.]+( [!=]= null)?/g) ?? []);
    expect([...new Set(inputs)].sort()).toEqual(KNOWN[folder]);
    expect(numbers.join('\n')).not.toMatch(/\blocal\.|aws_/);
  });

  it('holds no provider, no backend, no hash of cdktf and no path of a machine', () => {
    const text = Object.values(files).join('\n');
    expect(text).not.toMatch(/^\s*(provider|backend)\s+"|_[0-9A-F]{8}\b|\/(home|root|work|Users)\//m);
  });

  it('lists every input and output in its README', () => {
    const names = [
      ...`${files['variables.tf'] ?? ''}${files['outputs.tf'] ?? ''}`.matchAll(/^(?:variable|output) "(\w+)"/gm),
    ];
    expect(names.length).toBeGreaterThan(10);
    for (const [, name = ''] of names) expect(files['README.md']).toContain(`\`${name}\``);
  });
});

describe('a key of a settings file', () => {
  it('is a variable of terraform/pipeline-role, if it is of such a role', () => {
    const members = Object.keys(SETTINGS['pipeline_role']?.properties ?? {});
    expect(members).toContain('verbs');
    expect([...namesOf(PIPELINE_ROLE.inputs)].sort()).toEqual([...members, ...SHARED, 's3_backfill'].sort());
  });

  it('is a variable of terraform/athena-evidence, if it is of what Athena asks', () => {
    const members = Object.keys(SETTINGS['athena']?.properties ?? {});
    expect(members).toContain('source_inventory');
    expect([...namesOf(ATHENA_EVIDENCE.inputs)].sort()).toEqual([...members, 'tags', 's3_backfill'].sort());
  });

  it('is a variable of terraform/detached-run, if it is of such a run; the topic is an object there', () => {
    const members = Object.keys(SETTINGS['detached_run']?.properties ?? {});
    expect(members.filter((name) => ofRuns.IN_ANOTHER_FORM.has(name))).toEqual(['topic_arn']);
    const keys = [...members.filter((name) => !ofRuns.IN_ANOTHER_FORM.has(name)), ...SHARED];
    expect([...namesOf(DETACHED_RUN.inputs)].sort()).toEqual([...keys, 's3_backfill', 'topic'].sort());
  });

  it('is a variable of terraform/backfill, if a module can have it', () => {
    const keys = Object.keys(SETTINGS);
    const own = BACKFILL.inputs.onlyHere.map(({ name }) => name);
    expect([...namesOf(BACKFILL.inputs), ...keys.filter((key) => NOT_IN_A_MODULE.has(key))].sort()).toEqual(
      [...keys, ...own].sort(),
    );
  });

  it.each([
    ['batch-copy', BATCH_COPY, 'batch_copy', ofCopies.NOT_IN_A_MODULE],
    ['datasync-copy', DATASYNC_COPY, 'datasync', ofDataSync.NOT_IN_A_MODULE],
    ['inventory-copy', INVENTORY_COPY, 'inventory', ofInventories.NOT_IN_A_MODULE],
  ] as const)(
    'is a variable of terraform/%s, if it is about such copies; each of its section is one by itself',
    (_, { inputs }, section, notInIt) => {
      const members = Object.keys(SETTINGS[section]?.properties ?? {});
      expect(members).toContain('destination_prefix');
      const keys = [...Object.keys(SETTINGS).filter((key) => key !== section), ...members];
      const elsewhere = keys.filter((key) => notInIt.has(key) || ABOUT_REPLICATION.has(key));
      expect([...namesOf(inputs), ...elsewhere].sort()).toEqual(keys.sort());
    },
  );
});

it('has the defaults of datasync, as the settings file names them', () => {
  const named = Object.entries(SETTINGS['datasync']?.properties ?? {}).flatMap(([name, { description = '' }]) => {
    const [, word] = /Default: ([A-Z_]+|s3-backfill)$/.exec(description) ?? [];
    return word === undefined || name === 'storage_class' ? [] : [[name, JSON.stringify(word)]];
  });
  expect(named.length).toBeGreaterThan(4);
  const { defaults } = DATASYNC_COPY.inputs;
  expect(Object.fromEntries(named.map(([name = '']) => [name, defaults[name]]))).toEqual(Object.fromEntries(named));
});

describe('HCL text', () => {
  it('is formatted as terraform fmt would', () => {
    const body = [
      attribute('count', 1),
      attribute('name', 'a"b'),
      attribute('reference', '${var.x}'),
      attribute('text', 'arn:${var.x}:y'),
      attribute('list', ['short']),
      attribute('object', { a: 1, long: true }),
      attribute('expression', raw('f(\n  1,\n)')),
      comment('what comes now'),
      attribute('last', false),
      block('inner', [], []),
      block('dynamic', ['x'], [attribute('for_each', [])]),
    ];
    expect(hcl([block('resource', ['a', 'b'], body)])).toMatchInlineSnapshot(`
"resource "a" "b" {
  count = 1

  name      = "a\\"b"
  reference = var.x
  text      = "arn:\${var.x}:y"
  list      = ["short"]
  object = {
    a    = 1
    long = true
  }
  expression = f(
    1,
  )

  # what comes now
  last = false

  inner {}

  dynamic "x" {
    for_each = []
  }
}"
`);
  });

  it('keeps the quotes inside of an expression in a text', () => {
    expect(quoted('a"${f("b")}')).toBe('"a\\"${f("b")}"');
  });
});
