// Commands that touch this machine only.
import { EMULATOR_FLAGS } from '../flags';
import type { Commands } from './command';

export const LOCAL_COMMANDS: Commands = {
  emulator: {
    usage: 'emulator',
    description: 'serve an AWS on this machine, to rehearse with',
    flags: EMULATOR_FLAGS,
    examples: [['s3-backfill emulator --port 4566', 'prints endpoint, Region and access keys as JSON when ready']],
    async run(given, world) {
      const { emulatorVerb } = await import('../../verbs/emulator');
      return emulatorVerb(given, world);
    },
  },
};
