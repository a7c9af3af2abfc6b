// What cdktf synthesizes of a construct, and the references that it is given in the place of values.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing, Token } from 'cdktf';

export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };
export type Block = Readonly<Record<string, Json>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

export interface Synthesized {
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly output: Readonly<Record<string, { readonly value: Json; readonly description: string }>>;
}

export const variable = (name: string): string => `\${var.${name}}`;
export const number = (expression: string): number => Token.asNumber({ resolve: () => `\${${expression}}` });

/** @param add - adds the construct; its id is `backfill`, as in the stack of a settings file */
export function synthesized(add: (stack: TerraformStack) => unknown): Synthesized {
  const stack = new TerraformStack(Testing.app(), 'module');
  new AwsProvider(stack, 'aws', {});
  add(stack);
  return JSON.parse(Testing.synth(stack, true)) as Synthesized;
}
