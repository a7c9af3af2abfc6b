// The Query API of IAM and STS: an Action with parameters as a form, answered with XML.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
import { notEmulated, ServiceError, type ServiceRequest, type ServiceResponse } from './service';
import { element, leaf, xmlDocument, type Markup } from './xml';
import { listPage } from './list-page';

/** Parameters of one request, from its query and its body. */
export class QueryParameters {
  private readonly values: ReadonlyMap<string, string>;
  private readonly read = new Set(['Action', 'Version']);

  constructor({ query, body }: Pick<ServiceRequest, 'query' | 'body'>) {
    const form = new URLSearchParams(body.toString('utf8'));
    this.values = new Map([...query, ...form].filter(([name]) => !/^x-amz-/i.test(name)));
  }

  /** An empty text if the request names none. */
  get action(): string {
    return this.values.get('Action') ?? '';
  }

  optional(name: string): string | undefined {
    this.read.add(name);
    return this.values.get(name);
  }

  /** @throws ServiceError `ValidationError` */
  required(name: string): string {
    const value = this.optional(name);
    if (value !== undefined && value !== '') return value;
    throw validationError(`Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`);
  }

  /**
   * @throws ServiceError `ValidationError` if it is not a whole number from `min` to `max`
   */
  integer(name: string, min: number, max: number): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    throw validationError(
      `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must be a whole number from ${min} to ${max}`,
    );
  }

  /** @throws ServiceError `ValidationError` */
  flag(name: string): boolean {
    const value = this.optional(name) ?? 'false';
    if (value === 'true' || value === 'false') return value === 'true';
    throw validationError(`Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: true or false`);
  }

  /** `Name.member.1`, `Name.member.2`, … */
  list(name: string): readonly string[] {
    const items: string[] = [];
    for (let number = 1; ; number++) {
      const value = this.optional(`${name}.member.${number}`);
      if (value === undefined) return items;
      items.push(value);
    }
  }

  /** `Name.member.1.Field`, …: one record for each member, with those of the fields that it has. */
  records(name: string, fields: readonly string[]): readonly Readonly<Record<string, string>>[] {
    const items: Readonly<Record<string, string>>[] = [];
    for (let number = 1; ; number++) {
      const item: Record<string, string> = {};
      for (const field of fields) {
        const value = this.optional(`${name}.member.${number}.${field}`);
        if (value !== undefined) item[field] = value;
      }
      if (Object.keys(item).length === 0) return items;
      items.push(item);
    }
  }

  /**
   * Refuses parameters that nobody has asked for: an answer that ignored them would not be true.
   * @throws ServiceError `NotImplemented`
   */
  refuseUnread(): void {
    // `Tags=` is how an empty list is written.
    const unread = [...this.values].find(([name, value]) => !this.read.has(name) && value !== '');
    if (unread !== undefined) throw notEmulated(`The parameter ${unread[0]} of ${this.action}`);
  }
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

export function validationError(detail: string): ServiceError {
  return new ServiceError(400, 'ValidationError', `1 validation error detected: ${detail}`);
}

/** `<ActionResponse>` with the result, if there is one, and the id of the request. */
export function queryResponse(
  action: string,
  namespace: string,
  requestId: string,
  result: Markup | undefined,
): ServiceResponse {
  const metadata = element('ResponseMetadata', [leaf('RequestId', requestId)]);
  const parts = result === undefined ? [metadata] : [element(`${action}Result`, result), metadata];
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument(element(`${action}Response`, parts, { xmlns: namespace })),
  };
}

/** Several elements, one after the other. */
export function together(parts: readonly Markup[]): Markup {
  return parts.join('') as Markup;
}

/** `<name>` with one `<member>` for each item. */
export function members<Item>(name: string, items: readonly Item[], write: (item: Item) => Markup): Markup {
  return element(
    name,
    items.map((item) => element('member', write(item))),
  );
}

/** IAM and STS keep time in whole seconds. */
export function queryDate(milliseconds: number): string {
  return `${new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/**
 * A part of a list, and the elements that tell how to go on.
 * @param parameters - `Marker` and `MaxItems` of the request
 */
export function page<Item>(
  parameters: QueryParameters,
  items: readonly Item[],
): { readonly items: readonly Item[]; readonly elements: Markup } {
  const size = parameters.integer('MaxItems', 1, 1000) ?? 100;
  const marker = parameters.optional('Marker');
  const invalid = (): ServiceError => new ServiceError(400, 'InvalidInput', 'Invalid Marker.');
  const part = listPage(items, size, marker === '' ? undefined : marker, invalid);
  const isTruncated = part.nextToken !== undefined;
  return { items: part.items, elements: together([leaf('IsTruncated', isTruncated), leaf('Marker', part.nextToken)]) };
}
