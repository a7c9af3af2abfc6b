// The scripts of docs/existing-objects-guide.md: what `plan --print-command` prints for the buckets that it speaks of.
import { AWS_CLI } from '../../runner/methods/driven/aws-cli/aws-cli';
import { planTool } from '../../runner/methods/driven/plan-driven';
import { RCLONE } from '../../runner/methods/driven/rclone/rclone';
import { scriptOf } from '../../runner/methods/driven/script';
import type { Tool } from '../../runner/methods/driven/tool';
import type { Version } from '../../runner/methods/driven/version';
import type { Target } from '../../runner/target/target';
import { block } from './markdown';
import type { Sections } from './marked-sections';

const TARGET: Target = {
  source: { bucket: 'example-source', region: 'us-east-1', accountId: '111122223333' },
  destinations: [],
  rules: [],
  prefixes: ['folder/'],
  copyTo: { bucket: 'example-destination' },
  batchJob: {},
};
const REGIONS = { source: 'us-east-1', destination: 'us-west-2' };

/** @param version that of Debian 12, with which tests run what is printed */
function script(tool: Tool, version: Version): () => string {
  return () => {
    const found = { path: tool.program, version };
    const plan = planTool(tool, found, TARGET, { copies: { storageClass: 'STANDARD_IA' } });
    const transfers = plan.transfers.map((transfer) => ({ ...transfer, uncarried: [] }));
    return block('sh', scriptOf(tool, { ...plan, transfers, found, regions: REGIONS }, { pathStyle: false }));
  };
}

export const SCRIPT_SECTIONS: Sections = {
  'aws-cli-script': script(AWS_CLI, [2, 9, 19]),
  'rclone-script': script(RCLONE, [1, 60, 1]),
};
