// The time: what it is, and how it goes on where it is controlled.
import * as z from 'zod';
import { ControlError, type ControlledEmulator, type Routes } from './route';

const YEAR_MS = 366 * 24 * 3_600_000;

const change = z
  .strictObject({
    /** How far time moves. */
    advanceMs: z
      .number()
      .min(0)
      .max(100 * YEAR_MS)
      .optional(),
    /** Where time moves to. */
    setTo: z.iso.datetime({ offset: true }).optional(),
    mode: z.enum(['controlled', 'auto']).optional(),
    /** How far the emulator's clock is ahead of those of its clients. */
    skewMs: z.number().min(-YEAR_MS).max(YEAR_MS).optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: 'give one of advanceMs, setTo, mode and skewMs',
  });

export function clockRoutes({ world, controlledClock }: ControlledEmulator): Routes {
  const state = (): unknown => ({
    now: new Date(world.clock.now()).toISOString(),
    mode: controlledClock?.mode ?? 'system',
    skewMs: world.clientClock.skewMs,
    ...(controlledClock === undefined ? {} : { waiting: controlledClock.waiting }),
  });
  return {
    'GET clock': state,
    'POST clock': async (body) => {
      const { advanceMs, setTo, mode, skewMs } = change.parse(body);
      if (skewMs !== undefined) {
        world.clientClock.skewMs = skewMs;
        return state();
      }
      if (controlledClock === undefined) {
        throw new ControlError(409, "the clock is the machine's; start the emulator with --clock controlled");
      }
      if (mode !== undefined) controlledClock.setMode(mode);
      const targetMs = setTo === undefined ? controlledClock.now() + (advanceMs ?? 0) : Date.parse(setTo);
      try {
        await controlledClock.moveTo(targetMs);
      } catch (error) {
        if (error instanceof RangeError) throw new ControlError(400, `setTo: ${error.message}; time never goes back`);
        throw error;
      }
      return state();
    },
  };
}
