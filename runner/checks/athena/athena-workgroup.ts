import { bytes } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { commands } from '../../patches/commands';
import { ok, unlessDenied, wrong, type Check } from '../check';

/** Where `verify --engine athena` asks: before a query is begun, and billed. */
export const athenaWorkgroupCheck: Check = {
  id: 'athena-workgroup',
  title: 'the workgroup of Athena is there and enabled, and says where results go',
  run: ({ aws, run: { athena } }) =>
    unlessDenied(async () => {
      if (athena === undefined) return [];
      const { region, workgroup, resultsLocation } = athena;
      const name = `the workgroup '${visible(workgroup)}'`;
      const where = ['--region', region];
      const update = ['aws', 'athena', 'update-work-group', '--work-group', workgroup];
      const found = await aws.queries.workgroup(athena);
      if (found === undefined) {
        const configuration = `ResultConfiguration={OutputLocation=${resultsLocation}},EnforceWorkGroupConfiguration=true`;
        const create = ['aws', 'athena', 'create-work-group', '--name', workgroup, '--configuration', configuration];
        return [
          wrong(
            `there is no workgroup '${visible(workgroup)}' in ${visible(region)}, which the handoff names`,
            'apply the construct that makes it, or make it',
            commands([...create, ...where]),
          ),
        ];
      }
      if (!found.isEnabled)
        return [wrong(`${name} is disabled`, 'enable it', commands([...update, '--state', 'ENABLED', ...where]))];
      if (!found.hasResults) {
        const updates = `ResultConfigurationUpdates={OutputLocation=${resultsLocation}}`;
        return [
          wrong(
            `${name} does not say where results go`,
            'let it say so, or name a place with --athena-results',
            commands([...update, '--configuration-updates', updates, ...where]),
          ),
        ];
      }
      const { cutoffBytes, resultsLocation: own } = found;
      const limit = cutoffBytes === undefined ? 'as much as there is' : `at most ${bytes(cutoffBytes)}`;
      const results = own === undefined ? '' : `, results go to ${visible(own)}`;
      return [ok(`${name} is enabled${results}; a query may scan ${limit}`)];
    }, 'athena:GetWorkGroup'),
};
