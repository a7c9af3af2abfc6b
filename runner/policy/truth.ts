// Yes, no, or not to be decided: with the reason, so that nothing is guessed.

export type Truth = { readonly is: 'yes' } | { readonly is: 'no' } | { readonly is: 'unsure'; readonly why: string };

export const YES: Truth = { is: 'yes' };
export const NO: Truth = { is: 'no' };

export function truth(value: boolean): Truth {
  return value ? YES : NO;
}

export function unsure(why: string): Truth {
  return { is: 'unsure', why };
}

export function not(one: Truth): Truth {
  return one.is === 'unsure' ? one : truth(one.is === 'no');
}

/** Whether all are true: one that is not decides, whatever the others are. */
export function every(all: readonly Truth[]): Truth {
  return all.find(({ is }) => is === 'no') ?? all.find(({ is }) => is === 'unsure') ?? YES;
}

/** Whether one is true: one that is decides, whatever the others are. */
export function some(all: readonly Truth[]): Truth {
  return all.find(({ is }) => is === 'yes') ?? all.find(({ is }) => is === 'unsure') ?? NO;
}
