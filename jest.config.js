const { readFileSync, readdirSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const path = require('node:path');

// A profile, an endpoint or a Region of whoever runs the tests would be that of clients in them.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
Object.assign(process.env, {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  // The SDK warns once per test file of Node versions that its future releases will not run on.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** First line of a test that drives Terraform, another program or a browser; __tests__/groups.test.ts holds that each has it. */
const OUTSIDE = '/** @group outside */';

/** @returns {string[]} */
const testsIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testsIn(file);
    return entry.name.endsWith('.test.ts') ? [file] : [];
  });
const outside = testsIn(path.join(__dirname, '__tests__')).filter((file) =>
  readFileSync(file, 'utf8').startsWith(OUTSIDE),
);

const project = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
    '^.+\\.sql$': '<rootDir>/jest.sql.js',
    // Has ES modules alone, which esbuild bundles and jest does not load.
    '/node_modules/hyparquet(-writer)?/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet(-writer)?/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
  restoreMocks: true,
  globalSetup: '<rootDir>/jest.builds.js',
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...project,
      displayName: 'inside',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...outside.map((file) => `^${file.replaceAll(/\W/g, '\\$&')}$`)],
    },
    { ...project, displayName: 'outside', testMatch: outside },
  ],
  randomize: true,
  testTimeout: 60_000,
  // Half of the time tests wait: for a server, a program, a pause of the emulator.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
};
