import { expect, it } from '@jest/globals';
import { holding, program, REPLICATION_ROLE, type Setup } from '../../fakes/fake-world';

function withRole(ageSeconds: number): Setup {
  const given = holding({ key: 'folder/a' });
  const { trustPolicy = '' } = given.roles.get(REPLICATION_ROLE) ?? {};
  given.roles.set(REPLICATION_ROLE, { trustPolicy, createdMs: given.clock.now() - ageSeconds * 1000 });
  return given;
}

it.each(['doctor', 'plan'])(
  '%s tells of rules that cannot be older than their role, with what a run does',
  async (verb) => {
    const told = async (age: number) => {
      const { events } = await program(withRole(age), verb, '--outputs', 'outputs.json', '--output', 'json');
      return events.filter(({ kind }) => kind === 'warning');
    };
    const detail = 'the replication rules are at most 4 min 59 s old: that is the age of their role';
    const hint = expect.stringContaining('run waits until they are 5 min old') as unknown;
    expect(await told(299)).toEqual([expect.objectContaining({ warning: 'rule-is-new', detail, hint })]);
    expect(await told(300)).toEqual([]);
  },
);
