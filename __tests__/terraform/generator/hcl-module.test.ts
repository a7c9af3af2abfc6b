// terraform/backfill is what the constructs say, and takes what a settings file takes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { settingsJsonSchema } from '../../../modules';
import { attribute, block, comment, hcl, quoted, raw } from '../../../terraform/generator/hcl-text';
import { moduleFiles } from '../../../terraform/generator/module-files';
import { NOT_IN_A_MODULE, ONLY_IN_A_MODULE, variables } from '../../../terraform/generator/variables';

const FOLDER = path.resolve(__dirname, '..', '..', '..', 'terraform', 'backfill');
const FILES = moduleFiles();

describe('the HCL module', () => {
  it.each(Object.keys(FILES))('%s is what `npm run hcl` writes', (name) => {
    expect(readFileSync(path.join(FOLDER, name), 'utf8')).toBe(FILES[name]);
  });

  it('has a variable for each key of a settings file that a module can have', () => {
    const keys = Object.keys((settingsJsonSchema() as { properties: object }).properties);
    const own = ONLY_IN_A_MODULE.map(({ name }) => name);
    expect([...variables().map(({ name }) => name), ...keys.filter((key) => NOT_IN_A_MODULE.has(key))].sort()).toEqual(
      [...keys, ...own].sort(),
    );
  });

  it('makes a number of resources that hangs on nothing but what is known when Terraform plans', () => {
    const main = FILES['main.tf'] ?? '';
    const locals = new Map(
      [...main.matchAll(/^ {2}(\w+) += (.*(?:\n {4}.*|\n {2}\])*)$/gm)].map(([, name = '', text = '']) => [name, text]),
    );
    const whole = (text: string): string =>
      text.replace(/\blocal\.(\w+)/g, (_, name: string) => whole(locals.get(name) ?? `local.${name}`));
    const numbers = [...main.matchAll(/^ {2}(?:count|for_each) += (.*)$/gm)].map(([, text = '']) => whole(text));
    expect(numbers.length).toBeGreaterThan(20);
    const inputs = numbers.flatMap((text) => text.match(/\bvar\.[\w.]+( [!=]= null)?/g) ?? []);
    expect([...new Set(inputs)].sort()).toEqual([
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
    ]);
    expect(numbers.join('\n')).not.toMatch(/\blocal\.|aws_/);
  });

  it('holds no provider, no backend, no hash of cdktf and no path of a machine', () => {
    const text = Object.values(FILES).join('\n');
    expect(text).not.toMatch(/^\s*(provider|backend)\s+"|_[0-9A-F]{8}\b|\/(home|root|work|Users)\//m);
  });

  it('lists every input and output in its README', () => {
    const names = [
      ...`${FILES['variables.tf'] ?? ''}${FILES['outputs.tf'] ?? ''}`.matchAll(/^(?:variable|output) "(\w+)"/gm),
    ];
    expect(names.length).toBeGreaterThan(30);
    for (const [, name = ''] of names) expect(FILES['README.md']).toContain(`\`${name}\``);
  });
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
