// Dashboards of CloudWatch. They are kept and shown: nobody draws them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import type { Dashboard } from '../world/metric-alarm';
import {
  authorize,
  isHere,
  pageOf,
  readInput,
  type MonitoringCall,
  type MonitoringOperations,
} from './monitoring-call';

export const DASHBOARD_OPERATIONS: MonitoringOperations = {
  PutDashboard: putDashboard,
  GetDashboard: getDashboard,
  ListDashboards: listDashboards,
  DeleteDashboards: deleteDashboards,
};

const NAME = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/);
const PAGE = 1000;

/** Dashboards belong to no Region; they are shown in the one that they were made in, and in every other. */
function dashboardArn({ world, request }: MonitoringCall, name: string): string {
  return `arn:${world.partition}:cloudwatch::${request.caller.accountId}:dashboard/${name}`;
}

function widgetsFault(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? undefined : 'The field "DashboardBody" must be an object';
  } catch {
    return 'The field "DashboardBody" must be a valid JSON object';
  }
}

function putDashboard(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { world, request } = call;
  const input = readInput(call, z.strictObject({ DashboardName: NAME, DashboardBody: z.string().min(1) }));
  const arn = dashboardArn(call, input.DashboardName);
  authorize(call, 'cloudwatch:PutDashboard', arn);
  const fault = widgetsFault(input.DashboardBody);
  if (fault !== undefined) throw new ServiceError(400, 'InvalidParameterInput', fault);
  const { accountId } = request.caller;
  world.dashboards.set(arn, {
    ...{ arn, accountId, name: input.DashboardName, body: input.DashboardBody },
    updatedMs: world.clock.now(),
  });
  return { DashboardValidationMessages: [] };
}

function getDashboard(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { DashboardName } = readInput(call, z.strictObject({ DashboardName: NAME }));
  const arn = dashboardArn(call, DashboardName);
  authorize(call, 'cloudwatch:GetDashboard', arn);
  const { body } = call.world.dashboards.get(arn) ?? missing(DashboardName);
  return { DashboardArn: arn, DashboardBody: body, DashboardName };
}

function missing(name: string): never {
  throw new ServiceError(404, 'ResourceNotFound', `Dashboard ${name} does not exist`);
}

function listDashboards(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const fields = { DashboardNamePrefix: z.string().optional(), NextToken: z.string().optional() };
  const { DashboardNamePrefix: prefix = '', NextToken: token } = readInput(call, z.strictObject(fields));
  authorize(call, 'cloudwatch:ListDashboards', '*');
  const found = [...call.world.dashboards.values()]
    .filter((one) => isHere(call, { ...one, region: call.request.region }) && one.name.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, ...rest } = pageOf(found, PAGE, token, () => call.invalid('The next token is invalid'));
  return { DashboardEntries: items.map(entryOf), ...rest };
}

function entryOf({ arn, name, body, updatedMs }: Dashboard): Readonly<Record<string, unknown>> {
  return { DashboardArn: arn, DashboardName: name, LastModified: updatedMs / 1000, Size: Buffer.byteLength(body) };
}

/** If one of them is not there, none is deleted. */
function deleteDashboards(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { DashboardNames } = readInput(call, z.strictObject({ DashboardNames: z.array(NAME).min(1) }));
  const arns = DashboardNames.map((name) => dashboardArn(call, name));
  for (const arn of arns) authorize(call, 'cloudwatch:DeleteDashboards', arn);
  for (const [index, arn] of arns.entries()) if (!call.world.dashboards.has(arn)) missing(DashboardNames[index] ?? '');
  for (const arn of arns) call.world.dashboards.delete(arn);
  return {};
}
