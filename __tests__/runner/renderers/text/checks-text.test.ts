// Checks for a person: few lines where all is right, and no line that contradicts itself.
import { describe, expect, it } from '@jest/globals';
import { REPLICATION_ROLE, bucketIn, program, setup } from '../../fakes/fake-world';

const PLAN = ['plan', '--outputs', 'outputs.json'];
const TITLE = 'versioning is enabled on both sides';

describe('checks that are ok', () => {
  it('are one line, with how many there are', async () => {
    const { stderr } = await program(setup(), ...PLAN);
    expect(stderr.match(/^\d+ checks? ok$/gm)).toEqual([expect.stringMatching(/^\d\d checks ok$/)]);
    expect(stderr).not.toMatch(/^ok /m);
  });

  it('are told each with --verbose, and one by one as JSON', async () => {
    const { stderr } = await program(setup(), ...PLAN, '--verbose');
    expect(stderr).toMatch(/^ok {5}versioning is enabled on both sides: source 'src': Enabled$/m);
    expect(stderr).not.toContain('checks ok');
    const { events } = await program(setup(), ...PLAN, '-o', 'json');
    expect(events.filter(({ kind }) => kind === 'check').length).toBeGreaterThan(10);
  });

  it('are one line for Markdown, too, and none with --quiet', async () => {
    expect((await program(setup(), ...PLAN, '-o', 'markdown')).stderr).toMatch(/^\d\d checks ok$/m);
    expect((await program(setup(), ...PLAN, '--quiet')).stderr).not.toContain('checks ok');
  });
});

describe('a finding that is not ok', () => {
  const broken = (): ReturnType<typeof setup> => {
    const given = setup();
    bucketIn(given, 'dst').versioning = 'Suspended';
    given.roles.delete(REPLICATION_ROLE);
    return given;
  };

  it.each(['text', 'markdown'])(
    'goes by the name of its check, and not by what is true when all is right: %s',
    async (form) => {
      const { stdout, stderr } = await program(broken(), ...PLAN, '-o', form);
      expect(stderr).toMatch(/^wrong {2}versioning: .*'dst' is suspended/m);
      expect(`${stdout}${stderr}`).not.toContain(TITLE);
      expect(`${stdout}${stderr}`).not.toContain('replication role is there');
    },
  );

  it.each(['r.html', 'r.md'])('so in the report, too: %s', async (name) => {
    const given = broken();
    await program(given, ...PLAN, '--report-file', name);
    const text = given.files.get(`/here/${name}`) ?? '';
    expect(text).toContain('versioning');
    expect(text).not.toMatch(/is suspended[^]{0,200}versioning is enabled on both sides/);
    expect(text).not.toContain('replication role is there');
  });

  it('is counted by nobody among those that are ok', async () => {
    const whole = /^(\d+) checks ok$/m.exec((await program(setup(), ...PLAN)).stderr)?.[1];
    const { stderr } = await program(broken(), ...PLAN);
    expect(Number(/^(\d+) checks ok$/m.exec(stderr)?.[1])).toBeLessThan(Number(whole));
  });
});
