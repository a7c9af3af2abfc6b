// The program: the real world, bound to the command line.
import { cli } from './cli/cli';
import { leave, realWorld, startedIn } from './system/system';

const world = realWorld(async (options, environment) => {
  const { connect } = await import('./aws/connect');
  return connect(options, environment);
}, startedIn());

void cli(process.argv.slice(2), world).then((code) => leave(code, world.interrupted.aborted));
