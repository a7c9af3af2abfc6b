// The program: the real world, bound to the command line.
import path from 'node:path';
import { cli } from './cli/cli';
import { exitCode } from './events/exit-code';
import { nodeFault } from './system/node-version';
import { hideSecretWords } from './system/process-title';
import { leave, realWorld, startedIn } from './system/system';

function start(): void {
  const fault = nodeFault(process.versions.node);
  if (fault !== undefined) {
    process.stderr.write(`s3-backfill: ${fault}\n`);
    process.exitCode = exitCode({ error: 'usage' });
    return;
  }
  const world = realWorld(
    async (options, environment) => {
      const { connect } = await import('./aws/connect');
      return connect(options, environment);
    },
    startedIn(),
    // Where build.mjs puts them.
    path.join(__dirname, 'threads'),
  );
  const words = process.argv.slice(2);
  hideSecretWords(words);
  void cli(words, world).then((code) => leave(code, world.interrupted.aborted));
}

start();

// A file that exports nothing may be a script to the bundler, which then wraps every other one, and leaves in what nobody uses.
export {};
