// How long things take and what S3 does now and then, while the emulator runs.
import { quirkChanges, timingChanges } from '../world/settings';
import type { ControlledEmulator, Routes } from './route';

export function settingRoutes({ world }: ControlledEmulator): Routes {
  return {
    'GET timing': () => world.timing,
    'POST timing': (body) => {
      world.timing = { ...world.timing, ...timingChanges.parse(body) };
      return world.timing;
    },
    'GET quirks': () => world.quirks,
    'POST quirks': (body) => {
      world.quirks = { ...world.quirks, ...quirkChanges.parse(body) };
      return world.quirks;
    },
  };
}
