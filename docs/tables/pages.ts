// The pages that are made in part, and what makes them.
import { CONSTRUCTS_SECTIONS } from './constructs';
import { HANDOFF_SECTIONS } from './handoff';
import type { Sections } from './marked-sections';
import { PERMISSIONS_SECTIONS } from './permissions';
import { RECOMMEND_SECTIONS } from './recommend';
import { RUNNER_SECTIONS } from './runner';
import { SCRIPT_SECTIONS } from './scripts';
import { SETTINGS_SECTIONS } from './settings';

/** By their paths in the project. */
export const PAGES: Readonly<Record<string, Sections>> = {
  'docs/constructs.md': CONSTRUCTS_SECTIONS,
  'docs/existing-objects-guide.md': { ...RECOMMEND_SECTIONS, ...SCRIPT_SECTIONS },
  'docs/handoff.md': HANDOFF_SECTIONS,
  'docs/permissions.md': PERMISSIONS_SECTIONS,
  'docs/runner.md': RUNNER_SECTIONS,
  'docs/settings.md': SETTINGS_SECTIONS,
};
