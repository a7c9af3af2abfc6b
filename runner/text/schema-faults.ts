// What is wrong with a value from outside, in words for people: zod's own are about JavaScript.
import type * as z from 'zod';
import { visible } from './safe-text';

/** `rules.0.id: is missing; source.region: expected string, received number` */
export function schemaFaults({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => {
      const said = message.endsWith('received undefined')
        ? 'is missing'
        : message.replace(/^Invalid (input|option): /, '');
      return visible(path.length === 0 ? said : `${path.join('.')}: ${said}`);
    })
    .join('; ');
}
