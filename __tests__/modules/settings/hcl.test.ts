import { describe, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import { addSettingsStack, parseSettings } from '../../../modules';
import { literal, literals } from '../../../modules/values/literal';

const SETTINGS = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  create_report_bucket: { name: 'my-reports' },
};

function hclOf(settings: object = {}): string {
  const parsed = parseSettings(JSON.stringify({ ...SETTINGS, ...settings }), 'a test');
  return String(Testing.synthHcl(addSettingsStack(Testing.app(), parsed)));
}

describe('HCL of a stack', () => {
  it('says which Terraform it needs', () => {
    expect(hclOf()).toMatch(/^terraform \{\n\s*required_version = ">= 1\.5"\n/);
    expect(hclOf()).not.toContain('0 = ');
  });

  it('asks for the versions of the provider that it is told', () => {
    expect(hclOf({ provider: { version: '~> 6.0' } })).toMatch(/aws = \{\n\s*version = "~> 6.0"\n/);
  });

  it('has references without quotes, in depends_on too', () => {
    const hcl = hclOf();
    expect(hcl).toMatch(/bucket\s*= aws_s3_bucket\.backfill_reports_bucket_\w+\.id\n/);
    expect(hcl).toMatch(/depends_on\s*= \[\s*aws_s3_bucket_public_access_block\./);
    expect(hcl).not.toMatch(/^\s*\w+\s*= "\$\{[^}"]*\}"$/m);
  });

  it.each(['2024', '[a', '{b', '"q', 'c\\d', 'e\nf'])('keeps the prefix %j as the text that it is', (prefix) => {
    const hcl = hclOf({ prefixes: [prefix] });
    const expression = `"\${${JSON.stringify(prefix)}}"`;
    const values = [...hcl.matchAll(/^ *prefix += (.*)$/gm)].map((match) => match[1]);
    expect(values.filter((value) => value === expression)).toHaveLength(['rule', 'handoff rule'].length);
    expect(hcl.split('\n').filter((line) => line.trim() === `${expression},`)).toHaveLength(['prefixes'].length);
  });
});

describe('a literal', () => {
  it.each(['', 'folder/', 'a"b', 'ü', '${aws_s3_bucket.x.id}', '1a'])('of %j is the text itself', (text) => {
    expect(literal(text)).toBe(text);
  });

  it('is an expression where HCL would take the text for something else', () => {
    expect(literals({ a: ['1', 2, true], b: { c: '{' } })).toEqual({ a: ['${"1"}', 2, true], b: { c: '${"{"}' } });
  });
});
