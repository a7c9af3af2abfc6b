// What a module is: the construct that it is made from, and what of it hangs on which variable. Everything else the generator reads off the construct.
import type { Body, Expression } from './hcl-text';
import type { Json, Synthesized } from './synthesized';
import type { Inputs } from './variables';

export interface ModuleDescription {
  /** Below `terraform/`. */
  readonly folder: string;
  /** Its construct, with every option on, and with references of the module where people give values. */
  readonly synthesize: () => Synthesized;
  readonly inputs: Inputs;
  /** Versions of the AWS provider. @default - 5 and 6 */
  readonly requiredProvider?: string;
  readonly names: Names;
  readonly conditions: Conditions;
  /** What stands in `locals`. */
  readonly locals: Body;
  /** By the address of a resource: what several variables together get wrong. */
  readonly preconditions: Readonly<Record<string, readonly Precondition[]>>;
  readonly outputs: (synthesized: Synthesized) => Body;
  readonly readme: () => string;
}

/** What a resource is called in the module, and when it is there. */
export interface Named {
  readonly name: string;
  /** A condition, known when Terraform plans: no text that may be an attribute of a resource stands in it. @default - always */
  readonly when?: string;
  /** There is one for each member of this map. @default - there is one */
  readonly each?: string;
}

/** By cdktf's id without its hash, in the order in which people read. */
export type Names = Readonly<Record<string, Named>>;

/** A value of the construct, and the expression that stands in its place; `sid` is that of the statement around it, or empty, `id` cdktf's. */
export type StandIn = readonly [is: (key: string, value: Json, sid: string, id: string) => boolean, value: Expression];

/** What of the module depends on a variable. */
export interface Conditions {
  /** Statements of policies by their sid: granted only if the condition holds. Those that are not named are always there. */
  readonly statements: Readonly<Record<string, string>>;
  /** The same for policies of one kind, by the end of cdktf's id: they win. `true`: always there. */
  readonly statementsOf: Readonly<Record<string, Readonly<Record<string, string | true>>>>;
  /** Blocks by their names, of resources of a type: written only if the condition holds. */
  readonly blocks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Blocks by their names, of a resource by cdktf's id: there is one for each member of this list. @default - as many as the construct has */
  readonly lists?: Readonly<Record<string, Readonly<Record<string, Expression>>>>;
  /** Whether roles are assumed for this account alone. @default - they always are */
  readonly trust?: string;
  readonly values: readonly StandIn[];
  /** Arguments that the construct leaves out when another one is there, by cdktf's id. */
  readonly further: Readonly<Record<string, Readonly<Record<string, Expression>>>>;
  /** The variable that says which objects are under S3 Bucket Keys, by the sid of a statement about a key. */
  readonly bucketKeysOf: (sid: string) => string;
}

/** What a `validation` of Terraform before 1.9 cannot look at, since it sees its own variable alone. */
export type Precondition = readonly [condition: string, message: string];
