// Pages and files of this repository that the texts of its programs name: texts are what stands in quotes, not what stands in comments.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './page';

/** Sources whose texts somebody reads who has installed the package. */
const READ_BY_USERS = ['runner', 'modules', 'emulator'];

export interface NamedPage {
  readonly file: string;
  readonly page: string;
  readonly heading?: string;
}

function sourcesIn(place: string): readonly string[] {
  return readdirSync(path.join(ROOT, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(place, name));
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2023, true);
}

function isCallOfInstalledPage(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'installedPage';
}

const SOURCES = READ_BY_USERS.flatMap(sourcesIn).map(parsed);

/** What is asked of `installedPage`. */
export function namedPages(): readonly NamedPage[] {
  return SOURCES.flatMap((source) => {
    const found: NamedPage[] = [];
    visit(source, (node) => {
      if (!isCallOfInstalledPage(node)) return;
      const [page = '', heading] = node.arguments.map((argument) =>
        ts.isStringLiteral(argument) ? argument.text : undefined,
      );
      found.push({ file: source.fileName, page, ...(heading === undefined ? {} : { heading }) });
    });
    return found;
  });
}

/** A page or a path of this repository; what belongs to a URL, to Terraform's `${path.module}`, or to a link of Markdown is none. */
const NAMES_A_PLACE =
  /(?<![\w/}.(-])(?:(?:docs|examples|terraform|schemas|bench)\/[\w.-]|[\w/-]+\.md\b|README|CONTRIBUTING)/;

/** Lines of the HCL modules that name a page without saying where the module is. */
export function moduleLinesThatNamePlaces(): readonly string[] {
  const lines = ['backfill', 'batch-copy'].flatMap((one) => {
    const folder = path.join(ROOT, 'terraform', one);
    const files = readdirSync(folder).filter((name) => name.endsWith('.tf'));
    return files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  });
  return lines.filter((line) => /(?<!\$\{path\.module\}\/)README|\bdocs\/\w/.test(line));
}

/** Texts that name a page or a path without `installedPage`. */
export function textsThatNamePlaces(): readonly string[] {
  return SOURCES.flatMap((source) => {
    const found: string[] = [];
    visit(source, (node) => {
      const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
      if (!isText || ts.isImportDeclaration(node.parent) || ts.isExternalModuleReference(node.parent)) return;
      if (ts.isCallExpression(node.parent) && node.parent.expression.kind === ts.SyntaxKind.ImportKeyword) return;
      if (isCallOfInstalledPage(node.parent)) return;
      if (NAMES_A_PLACE.test(node.text)) found.push(`${source.fileName}: ${node.text}`);
    });
    return found;
  });
}
