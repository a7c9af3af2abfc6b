// The type declarations that the package ships, one file for each thing that people import, and the reports of both surfaces.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'prettier';

const require = createRequire(import.meta.url);
const ROOT = import.meta.dirname;

const RUNNER = 'runner/library.ts';

/** What people import, and the file of the package that says its types. */
const ENTRIES = [
  { name: 'constructs', source: 'modules/index.ts', declaration: 'dist/modules/index.d.ts' },
  { name: 'runner', source: RUNNER, declaration: 'dist/runner/library.d.ts' },
  { name: 'handoff', source: 'modules/handoff.ts', declaration: 'dist/modules/handoff.d.ts' },
];

const PEERS = /^(cdktf|constructs|@cdktf\/provider-aws\/lib\/.+)$/;

/** Types that zod makes of a schema: the package has no zod that its declarations could name. */
const OF_A_SCHEMA = /^z\.(input|output|infer)</;

/** Writes the declarations to where package.json names them. */
export async function writeDeclarations() {
  await extracted(({ declaration }) => ({
    dtsRollup: { enabled: true, untrimmedFilePath: path.join(ROOT, declaration) },
    apiReport: { enabled: false },
  }));
  for (const { declaration } of ENTRIES) {
    const imported = readFileSync(path.join(ROOT, declaration), 'utf8').matchAll(/ from '([^']+)';$/gm);
    const foreign = [...imported].map(([, name]) => name).filter((name) => !PEERS.test(name));
    if (foreign.length > 0)
      throw new Error(`${declaration} needs ${foreign.join(', ')}, which the package does not bring`);
  }
}

/** Writes a report of each surface into `folder`. */
export async function writeReports(folder) {
  mkdirSync(folder, { recursive: true });
  await extracted(({ name }, temporary) => ({
    dtsRollup: { enabled: false },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: path.resolve(folder),
      reportTempFolder: temporary,
      includeForgottenExports: true,
    },
  }));
}

async function extracted(outputsOf) {
  const { Extractor, ExtractorConfig } = require('@microsoft/api-extractor');
  const temporary = mkdtempSync(path.join(tmpdir(), 's3-backfill-types-'));
  try {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(temporary, 'node_modules'), 'junction');
    const compilerOptions = await emitDeclarations(temporary);
    for (const entry of ENTRIES) {
      const main = path.join(temporary, entry.source.replace(/\.ts$/, '.d.ts'));
      const config = ExtractorConfig.prepare({
        configObject: {
          projectFolder: temporary,
          mainEntryPointFilePath: main,
          compiler: { overrideTsconfig: { compilerOptions, files: [main] } },
          docModel: { enabled: false },
          tsdocMetadata: { enabled: false },
          newlineKind: 'lf',
          messages: {
            compilerMessageReporting: { default: { logLevel: 'error' } },
            // What is exported by no name stands in the declarations all the same, and our comments are no TSDoc.
            extractorMessageReporting: { default: { logLevel: 'none' } },
            tsdocMessageReporting: { default: { logLevel: 'none' } },
          },
          ...outputsOf(entry, temporary),
        },
        configObjectFullPath: undefined,
        packageJsonFullPath: path.join(ROOT, 'package.json'),
      });
      const { succeeded } = Extractor.invoke(config, {
        localBuild: true,
        messageCallback: (message) => {
          message.handled = message.logLevel !== 'error';
        },
      });
      if (!succeeded) throw new Error(`the declarations of ${entry.source} cannot be made: see the messages above`);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** A declaration of each source that an entry reaches. */
async function emitDeclarations(outDir) {
  const ts = require('typescript');
  const options = await emitOfConstructs(ts, outDir);
  emitOfRunner(ts, outDir);
  return options;
}

/**
 * Of each source by itself, without the types that it is checked with: those of the AWS SDK take ten times as long. A declaration that
 * needs them is an error, which names the line.
 */
function emitOfRunner(ts, outDir) {
  const sources = [RUNNER];
  for (const source of sources) {
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(path.join(ROOT, source), 'utf8'), {
      fileName: source,
      compilerOptions: { isolatedDeclarations: true, declaration: true },
      reportDiagnostics: true,
    });
    if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
    const file = path.join(outDir, source.replace(/\.ts$/, '.d.ts'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, outputText);
    for (const [, name] of outputText.matchAll(/ from '(\.[^']+)';/g)) {
      const to = path.posix.join(path.posix.dirname(source), `${name}.ts`);
      if (!sources.includes(to)) sources.push(to);
    }
  }
}

/** @returns the options of the compiler, as they stand in tsconfig.json */
async function emitOfConstructs(ts, outDir) {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { incremental, tsBuildInfoFile, noEmit, ...own } = config.compilerOptions;
  const { options } = ts.convertCompilerOptionsFromJson(own, ROOT);
  const program = ts.createProgram(
    ENTRIES.map(({ source }) => source)
      .filter((source) => source !== RUNNER)
      .map((source) => path.join(ROOT, source)),
    { ...options, declaration: true, emitDeclarationOnly: true, outDir, rootDir: ROOT },
  );
  const faults = program.emit().diagnostics;
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
  for (const source of program.getSourceFiles()) {
    if (!source.isDeclarationFile) await spellSchemas(ts, program.getTypeChecker(), source, outDir);
  }
  return own;
}

/** Spells in the declaration of `source` what zod makes of schemas there. */
async function spellSchemas(ts, checker, source, outDir) {
  const aliases = source.statements.filter(
    (one) => ts.isTypeAliasDeclaration(one) && OF_A_SCHEMA.test(one.type.getText(source)),
  );
  if (aliases.length === 0) return;
  const { NoTruncation, InTypeAlias, MultilineObjectLiterals } = ts.TypeFormatFlags;
  const file = path.join(outDir, path.relative(ROOT, source.fileName).replace(/\.ts$/, '.d.ts'));
  let text = readFileSync(file, 'utf8');
  for (const alias of aliases) {
    const type = checker.getTypeAtLocation(alias);
    const spelled = checker.typeToString(type, undefined, NoTruncation | InTypeAlias | MultilineObjectLiterals);
    const name = `type ${alias.name.text} = `;
    text = text.replace(`${name}${alias.type.getText(source)};`, () => `${name}${spelled};`);
  }
  writeFileSync(file, await format(text, { parser: 'typescript', printWidth: 120, singleQuote: true, tabWidth: 4 }));
}
