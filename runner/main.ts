// The program: the real world, bound to the command line.
import { leave, realWorld, startedIn } from './system/system';

const world = realWorld(async (options, environment) => {
  const { connect } = await import('./aws/connect');
  return connect(options, environment);
}, startedIn());

// Only now: yargs asks for the working directory as soon as it is imported, and that one may be gone.
void import('./cli/cli')
  .then(({ cli }) => cli(process.argv.slice(2), world))
  .then((code) => leave(code, world.interrupted.aborted));
