// What was true in the past, for what is seen some time after it was changed.

export interface Since {
  readonly sinceMs: number;
}

/** What something was before it changed. */
export interface Past<State> extends Since {
  readonly state: State;
}

/** The entry that was the newest at that moment. @param entries - oldest first */
export function newestAt<Entry extends Since>(entries: readonly Entry[], atMs: number): Entry | undefined {
  return entries.findLast(({ sinceMs }) => sinceMs <= atMs);
}

/** The entries that can still be asked for when nobody asks for a moment before `horizonMs`. @param entries - oldest first */
export function stillNeeded<Entry extends Since>(entries: readonly Entry[], horizonMs: number): readonly Entry[] {
  const visible = entries.findLastIndex(({ sinceMs }) => sinceMs <= horizonMs);
  return entries.slice(Math.max(visible, 0));
}
