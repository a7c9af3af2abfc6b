// What a name means: the declaration that stands behind it in the sources.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '..', '..');

export type Named = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration;

export interface NamedDeclarations {
  /**
   * The one of that name; of several the exported one.
   * @throws Error if there is none, or if several files export one
   */
  named(name: string): Named;
  /** What a type refers to where it stands; undefined for what is declared elsewhere. */
  meantBy(type: ts.TypeNode): Named | undefined;
}

/** @param folder - relative to the project; its folders are read too */
export function namedIn(folder: string): NamedDeclarations {
  const byFile = new Map(sourcesIn(folder).map((source) => [source.fileName, declaredIn(source)]));
  const all = [...byFile.values()].flatMap((declared) => [...declared.values()]);
  const withName = (name: string): readonly Named[] => {
    const found = all.filter((one) => one.name?.text === name);
    const exported = found.filter(isExported);
    return exported.length === 0 ? found : exported;
  };
  return {
    named(name) {
      const [found, ...others] = withName(name);
      if (found === undefined) throw new Error(`${folder}: no declaration of ${name}`);
      if (others.length === 0) return found;
      const files = [found, ...others].map((one) => path.relative(ROOT, one.getSourceFile().fileName));
      throw new Error(
        `${folder}: several declarations of ${name}, in ${files.join(', ')}; ask for one of their folders`,
      );
    },
    meantBy(type) {
      const name = nameOf(type);
      if (name === undefined) return undefined;
      const source = type.getSourceFile();
      const here = byFile.get(source.fileName)?.get(name);
      const from = here === undefined ? importedFrom(source, name) : undefined;
      return here ?? (from === undefined ? undefined : byFile.get(from)?.get(name));
    },
  };
}

function sourcesIn(folder: string): readonly ts.SourceFile[] {
  const directory = path.join(ROOT, folder);
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return names.map((name) => {
    const file = path.join(directory, name);
    return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  });
}

function declaredIn(source: ts.SourceFile): ReadonlyMap<string, Named> {
  const declared = source.statements.flatMap((statement): (readonly [string, Named])[] => {
    const isNamed =
      ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return isNamed && statement.name !== undefined ? [[statement.name.text, statement]] : [];
  });
  return new Map(declared);
}

function isExported(declaration: Named): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
}

function nameOf(type: ts.TypeNode): string | undefined {
  if (ts.isTypeReferenceNode(type)) return type.typeName.getText();
  return ts.isExpressionWithTypeArguments(type) ? type.expression.getText() : undefined;
}

/** The file that a name is imported from. */
function importedFrom(source: ts.SourceFile, name: string): string | undefined {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    if (!bindings.elements.some((element) => element.name.text === name)) continue;
    return path.resolve(path.dirname(source.fileName), `${statement.moduleSpecifier.text}.ts`);
  }
  return undefined;
}
