// Dashboards of CloudWatch: kept and shown.
import * as CW from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyMonitoringClients, monitoringClients } from './monitoring-clients';

const ARN = 'arn:aws:cloudwatch::111122223333:dashboard/copies';
const BODY = '{"widgets":[]}';

let running: Running;
let client: CW.CloudWatchClient;

beforeEach(async () => {
  running = await startEmulator();
  client = monitoringClients(running).cloudWatch;
});
afterEach(async () => {
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const put = (DashboardName = 'copies', DashboardBody = BODY) =>
  client.send(new CW.PutDashboardCommand({ DashboardName, DashboardBody }));
const get = (DashboardName = 'copies') => client.send(new CW.GetDashboardCommand({ DashboardName }));

describe('a dashboard', () => {
  it('comes back as it was put last, and is listed by the beginning of its name', async () => {
    await put();
    await put('copies', '{"widgets": [1]}');
    await put('other');
    expect(await get()).toMatchObject({
      DashboardArn: ARN,
      DashboardName: 'copies',
      DashboardBody: '{"widgets": [1]}',
    });
    const { DashboardEntries } = await client.send(new CW.ListDashboardsCommand({ DashboardNamePrefix: 'co' }));
    expect(DashboardEntries).toMatchObject([{ DashboardArn: ARN, Size: 16, LastModified: expect.any(Date) }]);
  });

  it('is refused when its body is no object of JSON, or its name has a space', async () => {
    expect(await errorOf(put('copies', 'widgets'))).toMatchObject({ name: 'DashboardInvalidInputError' });
    expect(await errorOf(put('copies', '[]'))).toMatchObject({ name: 'DashboardInvalidInputError' });
    expect(await errorOf(put('a b'))).toMatchObject({ name: 'ValidationException' });
  });

  it('is deleted with others only if all of them are there', async () => {
    await put();
    const remove = (...DashboardNames: string[]) => client.send(new CW.DeleteDashboardsCommand({ DashboardNames }));
    expect(await errorOf(remove('copies', 'gone'))).toMatchObject({ name: 'ResourceNotFound' });
    await remove('copies');
    expect(await errorOf(get())).toMatchObject({ name: 'ResourceNotFound' });
  });
});
