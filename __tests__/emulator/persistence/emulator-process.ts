// An emulator in a process of its own, that a test can kill.
import { createEmulator } from '../../../emulator/emulator';

const [dataDirectory = ''] = process.argv.slice(2);

void createEmulator({ dataDirectory, runFunctions: true, timing: { liveReplicationMs: 5, jobStateMs: 20 } }).then(
  ({ endpoint }) => {
    process.stdout.write(`${endpoint}\n`);
  },
);
