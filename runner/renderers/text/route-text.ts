// Objects that another method copies, for a person.
import type { RouteEvent } from '../../events/route-event';
import { visible } from '../../text/safe-text';

export function routeText({ detail, method, does, command }: RouteEvent): string {
  if (does === 'told' && command === undefined) return visible(detail);
  const how =
    command === undefined ? `--method ${method} copies them afterwards` : `this copies them: ${visible(command)}`;
  return `${visible(detail)}; ${how}`;
}
