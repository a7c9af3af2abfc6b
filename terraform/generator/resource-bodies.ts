// Bodies of resources and data sources: what the constructs synthesize, with the parts that depend on a variable made conditional.
import type { Conditions, ModuleDescription } from './description';
import { attribute, block, raw, valueText, type Body, type Expression, type Item, type Value } from './hcl-text';
import { named, referencesIn, renamed, withoutHash } from './references';
import type { Block, Json } from './synthesized';

/** Attributes that hold an object: everything else that does is a block. */
const MAPS = new Set(['tags', 'dimensions', 'variables', 'parameters']);
/** Attributes that hold JSON, which people read better as values. */
const JSON_TEXTS = new Set(['event_pattern', 'dashboard_body', 'definition']);
const TAGGED = new Set([
  'aws_iam_role',
  'aws_s3_bucket',
  'aws_sns_topic',
  'aws_cloudwatch_metric_alarm',
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_log_group',
  'aws_datasync_location_s3',
  'aws_datasync_task',
  'aws_sqs_queue',
  'aws_lambda_function',
  'aws_sfn_state_machine',
  'aws_iam_openid_connect_provider',
  'aws_athena_workgroup',
  'aws_glue_catalog_database',
]);

/** The block of a resource or a data source. */
export function resourceBlock(
  of: ModuleDescription,
  { kind, type, id }: { readonly kind: 'resource' | 'data'; readonly type: string; readonly id: string },
  given: Block,
): Item {
  const { name, when, each } = named(of.names, id);
  const { depends_on: dependsOn, ...rest } = given;
  const count = when === undefined ? [] : [attribute('count', raw(`${when} ? 1 : 0`))];
  const body = [
    ...count,
    ...(each === undefined ? [] : [attribute('for_each', raw(each))]),
    ...bodyOf(rest, { of, type, id: withoutHash(id) }),
    ...Object.entries(of.conditions.further[withoutHash(id)] ?? {}).map(([name, value]) => attribute(name, value)),
    ...(kind === 'resource' && TAGGED.has(type) ? [attribute('tags', raw('var.tags'))] : []),
  ];
  const last = dependsOn === undefined ? [] : [attribute('depends_on', references(of, dependsOn))];
  return block(kind, [type, name], [...spaced(body), ...last]);
}

/** What a block is about comes first, and what it does last. */
const FIRST = [
  'count',
  'for_each',
  'sid',
  'effect',
  'test',
  'variable',
  'type',
  'id',
  'priority',
  'status',
  'bucket',
  'name',
  'name_prefix',
  'alarm_name',
  'alarm_description',
  'description',
  'path',
  'role',
];
const LAST = ['depends_on', 'tags', 'policy', 'resources', 'values'];

/** Attributes before blocks, which `terraform fmt` leaves to people. */
function spaced(body: Body): Body {
  const attributes = body.filter((item) => item.kind === 'attribute');
  const place = (name: string): number =>
    LAST.includes(name) ? 100 - LAST.indexOf(name) : FIRST.includes(name) ? FIRST.indexOf(name) : 50;
  const sorted = attributes.toSorted((a, b) => place(a.name) - place(b.name));
  return [...sorted, ...body.filter((item) => item.kind !== 'attribute')];
}

interface At {
  readonly of: ModuleDescription;
  readonly type: string;
  readonly id: string;
  /** Blocks around this one. */
  readonly inside?: string;
  /** Of the statement that this is a part of. */
  readonly sid?: string;
}

function bodyOf(given: Block, at: At): Body {
  return spaced(Object.entries(given).flatMap(([name, value]) => itemsOf(name, value, at)));
}

function itemsOf(name: string, value: Json, at: At): Body {
  if (at.type.endsWith('replication_configuration') && name === 'filter') return [filterBlock()];
  const isBlock = typeof value === 'object' && !MAPS.has(name) && !isListOfTexts(value);
  if (!isBlock) return [attribute(name, valueOf(name, value, at))];
  const blocks = (Array.isArray(value) ? value : [value]) as Block[];
  const list = at.of.conditions.lists?.[at.id]?.[name];
  if (list !== undefined) return [blockForEach(name, blocks[0] ?? {}, list)];
  return blocks.map((one) => blockItem(name, one, at));
}

function blockItem(name: string, given: Block, at: At): Item {
  const sid = name === 'statement' ? sidOf(given) : at.sid;
  const body = bodyOf(given, { ...at, inside: name, ...(sid === undefined ? {} : { sid }) });
  const isRule = at.type === 'aws_s3_bucket_replication_configuration';
  if (isRule && name === 'rule')
    return block('dynamic', ['rule'], [attribute('for_each', raw('local.rules')), block('content', [], body)]);
  const when =
    at.of.conditions.blocks[at.type]?.[name] ??
    (name === 'statement' ? statementWhen(at.of.conditions, sidOf(given), at.id) : undefined) ??
    (name === 'condition' && at.id.endsWith('trust') ? at.of.conditions.trust : undefined);
  if (when === undefined) return block(name, [], body);
  return block('dynamic', [name], [attribute('for_each', raw(`${when} ? [1] : []`)), block('content', [], body)]);
}

/** What each block says is a member of what it is for, by the same name. */
function blockForEach(name: string, given: Block, list: Expression): Item {
  const content = Object.keys(given).map((member) => attribute(member, raw(`${name}.value.${member}`)));
  return block('dynamic', [name], [attribute('for_each', list), block('content', [], content)]);
}

function isListOfTexts(value: Json): boolean {
  return Array.isArray(value) && value.every((member) => typeof member !== 'object');
}

function valueOf(name: string, value: Json, at: At): Value {
  if (at.inside === 'delete_marker_replication') return valueOf('status', 'DELETE_MARKERS', { ...at, inside: '' });
  if (JSON_TEXTS.has(name) && typeof value === 'string')
    return raw(`jsonencode(${valueText(toValue(JSON.parse(value) as Json, at))})`);
  const found = at.of.conditions.values.find(([is]) => is(name, value, at.sid ?? '', at.id));
  if (found !== undefined) return found[1];
  const plain = toValue(value, at);
  return name === 'values' && Array.isArray(plain) && plain.length === 2 ? contexts(plain as Value[], at) : plain;
}

/** The name in which KMS is asked: that of the bucket, of its objects, or both. */
function contexts([bucket = '', objects = '']: readonly Value[], { of, sid = '' }: At): Value {
  const keys = `var.${of.conditions.bucketKeysOf(sid)}`;
  const one = (value: Value): string => `["${typeof value === 'string' ? value : ''}"]`;
  return raw(`concat(\n  ${keys} == "none" ? [] : ${one(bucket)},\n  ${keys} == "all" ? [] : ${one(objects)},\n)`);
}

function toValue(value: Json, at: At): Value {
  if (typeof value === 'string') return referencesIn(at.of.names, value, at.id);
  if (Array.isArray(value)) return value.map((member: Json) => toValue(member, at));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const found = at.of.conditions.values.find(([is]) => is(name, member, at.sid ?? '', at.id));
      return [name, found === undefined ? toValue(member, at) : found[1]];
    }),
  );
}

function references({ names }: ModuleDescription, list: Json): Value {
  return (list as string[]).map((text) => raw(renamed(names, text)));
}

/** A prefix, one tag, or several predicates: S3 takes exactly one of the three. */
function filterBlock(): Item {
  const isPrefix = 'length(var.filter_tags) == 0';
  const isTag = 'length(var.filter_tags) == 1 && rule.value.prefix == ""';
  return block(
    'filter',
    [],
    [
      attribute('prefix', raw(`${isPrefix} ? rule.value.prefix : null`)),
      block(
        'dynamic',
        ['tag'],
        [
          attribute('for_each', raw(`${isTag} ? var.filter_tags : {}`)),
          block('content', [], [attribute('key', raw('tag.key')), attribute('value', raw('tag.value'))]),
        ],
      ),
      block(
        'dynamic',
        ['and'],
        [
          attribute('for_each', raw(`${isPrefix} || (${isTag}) ? [] : [1]`)),
          block(
            'content',
            [],
            [
              attribute('prefix', raw('rule.value.prefix == "" ? null : rule.value.prefix')),
              attribute('tags', raw('var.filter_tags')),
            ],
          ),
        ],
      ),
    ],
  );
}

/** When a statement of a policy is there; undefined: always. */
function statementWhen({ statements, statementsOf }: Conditions, sid: string, id: string): string | undefined {
  const [, ofKind = {}] = Object.entries(statementsOf).find(([end]) => id.endsWith(end)) ?? [];
  const when = ofKind[sid] ?? statements[sid];
  return when === true ? undefined : when;
}

function sidOf({ sid }: Block): string {
  return typeof sid === 'string' ? sid : '';
}
