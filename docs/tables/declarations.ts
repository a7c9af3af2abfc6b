// Interfaces, classes and unions of the sources, with their doc comments: what a reference page says about a field is what
// stands beside it in the code.
import ts from 'typescript';
import { namedIn, type Named } from './named-in';

/** One field of an interface. */
export interface Field {
  /** With the fields that lead to it: `jobs[].prefix`. */
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  /** First what it is, then the rest of its comment; empty if it has none. */
  readonly meaning: string;
  /** Text of `@default`: a value, or a dash and the behaviour. */
  readonly defaultsTo?: string;
}

export interface Declarations {
  /** The comment of an interface, a class or a type. */
  commentOf(name: string): string;
  /** Fields of an interface, those that it inherits included. */
  fieldsOf(name: string): readonly Field[];
  /** Fields of an interface, and those of the interfaces of the same sources that they lead to. */
  allFieldsOf(name: string): readonly Field[];
  /** Public fields of a class. */
  membersOf(name: string): readonly Field[];
  /** Members of a union: the texts of literals, the names of types. */
  unionOf(name: string): readonly string[];
}

/**
 * Everything that is declared in the files of a folder and of the folders in it.
 * @param folder - relative to the project
 */
export function declarationsIn(folder: string): Declarations {
  const sources = namedIn(folder);

  const interfaceIn = (type: ts.TypeNode): ts.InterfaceDeclaration | undefined => {
    const found = sources.meantBy(elementOf(type));
    return found !== undefined && ts.isInterfaceDeclaration(found) ? found : undefined;
  };

  const typeText = (type: ts.TypeNode): string => {
    if (ts.isTypeReferenceNode(type)) {
      const found = sources.meantBy(type);
      if (found !== undefined && ts.isTypeAliasDeclaration(found) && ts.isUnionTypeNode(found.type))
        return typeText(found.type);
    }
    if (ts.isUnionTypeNode(type)) return type.types.map(typeText).join(' | ');
    return type
      .getText()
      .replace(/\s+/g, ' ')
      .replaceAll('readonly ', '')
      .replace(/\{ \[key: string\]: string;? \}/, 'Record<string, string>');
  };

  const fieldOf = (member: ts.PropertySignature | ts.PropertyDeclaration, type: ts.TypeNode): Field => {
    const defaultsTo = tagOf(member, 'default');
    return {
      name: member.name.getText(),
      type: typeText(type),
      isOptional: member.questionToken !== undefined,
      meaning: textOf(member),
      ...(defaultsTo === undefined ? {} : { defaultsTo }),
    };
  };

  const membersOf = (found: Named): readonly ts.PropertySignature[] => {
    if (!ts.isInterfaceDeclaration(found)) throw new Error(`${found.name?.text ?? 'it'} is no interface`);
    const inherited = (found.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap((type) => membersOf(sources.meantBy(type) ?? sources.named(type.expression.getText()))),
    );
    const own = found.members.filter((member) => ts.isPropertySignature(member));
    const names = new Set(own.map((member) => member.name.getText()));
    return [...own, ...inherited.filter((member) => !names.has(member.name.getText()))];
  };

  const fieldsOf = (name: string): readonly Field[] =>
    membersOf(sources.named(name)).flatMap((member) =>
      member.type === undefined ? [] : [fieldOf(member, member.type)],
    );

  const allFieldsOf = (found: Named): readonly Field[] =>
    membersOf(found).flatMap((member) => {
      const { type } = member;
      if (type === undefined) return [];
      const field = fieldOf(member, type);
      const inner = interfaceIn(type);
      if (inner === undefined) return [field];
      const isList = elementOf(type) !== type;
      const below = allFieldsOf(inner).map((one) => ({
        ...one,
        name: `${field.name}${isList ? '[]' : ''}.${one.name}`,
      }));
      return [{ ...field, type: isList ? 'list of objects' : 'object' }, ...below];
    });

  return {
    fieldsOf,
    allFieldsOf: (name) => allFieldsOf(sources.named(name)),
    commentOf: (name) => textOf(sources.named(name)),
    membersOf(name) {
      const found = sources.named(name);
      if (!ts.isClassDeclaration(found)) throw new Error(`${name} is no class`);
      return found.members.flatMap((member) => {
        if (!ts.isPropertyDeclaration(member) || member.type === undefined) return [];
        const hidden = ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
        return hidden === 0 ? [fieldOf(member, member.type)] : [];
      });
    },
    unionOf(name) {
      const found = sources.named(name);
      if (!ts.isTypeAliasDeclaration(found) || !ts.isUnionTypeNode(found.type)) throw new Error(`${name} is no union`);
      return found.type.types.map((member) => member.getText().replace(/^'|'$/g, ''));
    },
  };
}

/** Of `readonly X[]`, X; of any other type, the type itself. */
function elementOf(type: ts.TypeNode): ts.TypeNode {
  if (ts.isTypeOperatorNode(type)) return elementOf(type.type);
  return ts.isArrayTypeNode(type) ? type.elementType : type;
}

function textOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
  const text = comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join(' ');
  return tidy(text.replace(/\{@link (\w+)\}/g, '`$1`'));
}

function tagOf(node: ts.Node, name: string): string | undefined {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
  return tag === undefined ? undefined : tidy(ts.getTextOfJSDocComment(tag.comment) ?? '');
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
