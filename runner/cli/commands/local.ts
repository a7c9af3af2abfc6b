// Commands that touch this machine only.
import { defined } from '../../text/defined';
import { booleanFlag, numberFlag, textFlag, textFlags } from '../flag-values';
import { EMULATOR_FLAGS } from '../flags/emulator-flags';
import type { Commands } from './command';

export const LOCAL_COMMANDS: Commands = {
  emulator: {
    usage: 'emulator',
    description: 'start a local AWS for rehearsals',
    flags: EMULATOR_FLAGS,
    examples: [['s3-backfill emulator --port 4566', 'prints endpoint, Region and access keys as JSON when ready']],
    async run(given, world) {
      const { emulatorVerb } = await import('../../verbs/emulator');
      const options = defined({
        port: numberFlag(given, 'port', { least: 0, most: 65_535, whole: true }),
        seed: textFlag(given, 'seed'),
        data: textFlag(given, 'data'),
        region: textFlag(given, 'region'),
        clock: textFlag(given, 'clock') as 'system' | 'controlled' | 'auto' | undefined,
        clockSkewMs: numberFlag(given, 'clock-skew-ms', { least: -(2 ** 40), most: 2 ** 40, whole: true }),
        randomSeed: numberFlag(given, 'random-seed', { least: 0, most: 2 ** 32 - 1, whole: true }),
      });
      const lists = {
        faults: textFlags(given, 'fault') ?? [],
        timing: textFlags(given, 'timing') ?? [],
        quirks: textFlags(given, 'quirk') ?? [],
      };
      const toggles = { runsFunctions: booleanFlag(given, 'run-functions'), logsRequests: booleanFlag(given, 'log') };
      return emulatorVerb({ ...options, ...lists, ...toggles }, world);
    },
  },
};
