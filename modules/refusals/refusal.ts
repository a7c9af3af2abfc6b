// What cannot be applied is refused at synthesis, all of it at once.
import type { IConstruct } from 'constructs';

/** One thing that is wrong with the props of a construct. */
export interface Refusal {
  /** The prop, for example `rules[1].prefix`. */
  readonly prop: string;
  readonly given: unknown;
  /** What is allowed, and what to do. */
  readonly allowed: string;
}

/** Props that could not be applied; the message names the construct and every one of them. */
export class RefusedProps extends Error {}

/** @throws RefusedProps if there is a refusal */
export function refuse(construct: IConstruct, refusals: readonly Refusal[]): void {
  if (refusals.length === 0) return;
  // One fault may show in several places: it is told once.
  const lines = new Set(refusals.map(({ prop, given, allowed }) => `  ${prop}: got ${shown(given)}; ${allowed}`));
  throw new RefusedProps(
    [`${construct.node.path} (${construct.constructor.name}) cannot be applied:`, ...lines].join('\n'),
  );
}

/** What was given, in an error. */
export function shown(given: unknown): string {
  return given === undefined ? 'nothing' : JSON.stringify(given);
}

/**
 * Refusals of each member of a list. A list that only Terraform knows has one member, which stands for all of them.
 * @param ofEach - refusals of one member
 */
export function listRefusals(
  prop: string,
  given: readonly string[] | undefined,
  ofEach: (prop: string, member: string) => readonly Refusal[],
): readonly Refusal[] {
  if (given === undefined) return [];
  if (given.some((member) => member.startsWith('#{'))) {
    const allowed = 'a list that only Terraform knows cannot be taken apart: write its members one by one, as tokens';
    return [{ prop, given, allowed }];
  }
  return given.flatMap((member, index) => ofEach(`${prop}[${index}]`, member));
}
