// Objects that another method copies, for a person.
import type { RouteEvent } from '../../events/route-event';
import { visible } from '../../text/safe-text';

export function routeText({ detail, method, command }: RouteEvent): string {
  const how =
    command === undefined ? `--method ${method} copies them afterwards` : `this copies them: ${visible(command)}`;
  return `${visible(detail)}; ${how}`;
}
