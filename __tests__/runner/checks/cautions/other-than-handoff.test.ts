// Rules that S3 has otherwise than Terraform handed them over.
import { expect, it } from '@jest/globals';
import type { ReplicationRule } from '../../../../runner/ports/s3/replication';
import { bucketIn, handoff, holding, program, REPLICATION_ROLE, rule } from '../../fakes/fake-world';

const TOLD = handoff({
  rules: [{ id: 'folder', prefix: 'folder/', priority: 1, status: 'Enabled', deleteMarkers: false }],
  destinations: [{ bucket: 'dst', ruleId: 'folder' }],
});

async function warned(verb: string, ...rules: readonly ReplicationRule[]): Promise<readonly unknown[]> {
  const given = holding({ key: 'folder/a' });
  given.files.set('/here/outputs.json', JSON.stringify(TOLD));
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
  const { events } = await program(given, verb, '--outputs', 'outputs.json', '--output', 'json');
  return events.filter(({ warning }) => warning === 'other-than-handoff').map(({ detail }) => detail);
}

const SAME = rule({ id: 'folder', prefix: 'folder/' });

it('is silent where S3 has what was handed over, whatever else it has', async () => {
  expect(await warned('doctor', SAME, rule({ id: 'more', prefix: 'more/', priority: 2 }))).toEqual([]);
});

it.each<[string, readonly ReplicationRule[], string]>([
  ['another destination', [{ ...SAME, destinationBucket: 'dst2' }], "the rule 'folder' goes to 'dst2', not to 'dst'"],
  ['another prefix', [{ ...SAME, prefix: 'other/' }], "the rule 'folder' is for 'other/', not for 'folder/'"],
  ['a status', [{ ...SAME, enabled: false }], "the rule 'folder' is disabled"],
  ['a tag', [{ ...SAME, tags: { a: '1' } }], "the rule 'folder' asks for a=1, not for none"],
  ['another id', [{ ...SAME, id: 'new' }], "the rule 'folder' is not there"],
])('doctor tells %s', async (_what, rules, difference) => {
  expect(await warned('doctor', ...rules)).toEqual([
    `S3 has other rules for 'src' than were handed over: ${difference}`,
  ]);
});

it('plan tells it, too', async () => {
  expect(await warned('plan', { ...SAME, id: 'new' })).toHaveLength(1);
});
