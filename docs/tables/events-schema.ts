// The JSON schema of the events, made of their types: what `--output json` writes, one line for each.
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '..', '..');
/** Raised when a field changes its name or its meaning; CHANGELOG.md says how. */
const EVENTS_VERSION = 2;
const SOURCE = path.join(ROOT, 'runner', 'events', 'events.ts');

type Schema = Readonly<Record<string, unknown>>;

const TIME: Schema = { type: 'string', format: 'date-time', description: 'When it was said, in UTC.' };

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

class SchemaMaker {
  readonly definitions: Record<string, Schema> = {};

  constructor(private readonly checker: ts.TypeChecker) {}

  of(type: ts.Type): Schema {
    const { checker } = this;
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if ((type.flags & ts.TypeFlags.String) !== 0) return { type: 'string' };
    if ((type.flags & ts.TypeFlags.Number) !== 0) return { type: 'number' };
    if ((type.flags & ts.TypeFlags.Boolean) !== 0) return { type: 'boolean' };
    if ((type.flags & ts.TypeFlags.BooleanLiteral) !== 0) return { const: checker.typeToString(type) === 'true' };
    if ((type.flags & ts.TypeFlags.Unknown) !== 0) return {};
    if (type.isUnion()) return this.union(type.types);
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type as ts.TypeReference).map((item) => this.of(item));
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    if (checker.isArrayType(type))
      return { type: 'array', items: this.of(checker.getTypeArguments(type as ts.TypeReference)[0] as ts.Type) };
    if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0) return this.named(type);
    throw new Error(`the schema of the events cannot say '${checker.typeToString(type)}'`);
  }

  /** Texts are told as one list of them. */
  private union(types: readonly ts.Type[]): Schema {
    const literals = types.flatMap((type) => (type.isStringLiteral() ? [type.value] : []));
    if (literals.length === types.length) return { enum: [...literals].sort() };
    const others = types.filter((type) => (type.flags & ts.TypeFlags.BooleanLiteral) === 0);
    const boolean = others.length < types.length ? [{ type: 'boolean' }] : [];
    const all = [...boolean, ...others.map((type) => this.of(type))];
    return all.length === 1 ? (all[0] as Schema) : { anyOf: all };
  }

  /** Interfaces have a definition each; what has no name stands where it is used. */
  private named(type: ts.Type): Schema {
    const declared = type.getSymbol()?.declarations?.[0];
    const isInterface = declared !== undefined && ts.isInterfaceDeclaration(declared) && !type.isIntersection();
    if (!isInterface || type.aliasSymbol !== undefined) return this.object(type);
    const { name } = type.symbol;
    if (!Object.hasOwn(this.definitions, name)) {
      this.definitions[name] = {};
      this.definitions[name] = { ...described(type.symbol, this.checker), ...this.object(type) };
    }
    return { $ref: `#/$defs/${name}` };
  }

  private object(type: ts.Type): Schema {
    const { checker } = this;
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const members = checker.getPropertiesOfType(type);
    const properties = members.map((member) => {
      const isOptional = (member.flags & ts.SymbolFlags.Optional) !== 0;
      const value = checker.getTypeOfSymbol(member);
      const own = this.of(isOptional ? withoutMissing(value, checker) : value);
      return { name: member.name, isOptional, schema: { ...described(member, checker), ...own } };
    });
    const required = properties.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    return {
      type: 'object',
      ...(properties.length === 0
        ? {}
        : { properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])) }),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: index === undefined || (index.flags & ts.TypeFlags.Never) !== 0 ? false : this.of(index),
    };
  }
}

/** The type of an optional member, without what stands for its absence. */
function withoutMissing(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  return checker.getNonNullableType(type);
}

function described(symbol: ts.Symbol, checker: ts.TypeChecker): Schema {
  const text = tidy(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  return text === '' ? {} : { description: text };
}

function programOf(): ts.Program {
  const file = path.join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return ts.createProgram([SOURCE], { ...options, types: [], noEmit: true });
}

/** The event with the time that every line has. */
function withTime(event: Schema): Schema {
  const { properties, required, ...rest } = event;
  return {
    ...rest,
    properties: { time: TIME, ...(properties as Schema) },
    required: ['time', ...(required as readonly string[])],
  };
}

/** `schemas/events.schema.json`, as a value. */
export function eventsSchema(): Schema {
  const program = programOf();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(SOURCE);
  const union = source?.statements.find(
    (statement): statement is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(statement) && statement.name.text === 'RunnerEvent',
  );
  const type = union === undefined ? undefined : checker.getTypeAtLocation(union.name);
  if (type?.isUnion() !== true) throw new Error('runner/events/events.ts has no union RunnerEvent');
  const maker = new SchemaMaker(checker);
  const names = type.types.map((event) => {
    maker.of(event);
    return event.symbol.name;
  });
  const definitions = { ...maker.definitions };
  for (const name of names) definitions[name] = withTime(definitions[name] as Schema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Events of s3-backfill, version ${EVENTS_VERSION}`,
    description: 'One line of s3-backfill --output json, and what --on-event sends.',
    oneOf: names.map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: definitions,
  };
}
