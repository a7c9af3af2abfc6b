import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const throughTheDoor = (what) =>
  `${what} comes in through the door: take it from the options (see runner/ports/world.ts)`;

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'cdktf.out', '**/*.js', '**/*.mjs'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': 'off',
      // 8.73 runs out of stack over types that contain themselves, as JSON does.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'name what is exported: the public surface is a decision' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@cdktf/provider-aws',
              message: "the barrel costs seconds and 540 MB: import '@cdktf/provider-aws/lib/<resource>'",
            },
          ],
        },
      ],
    },
  },
  {
    // The engine and the emulator get time, chance and the process from their options; only the entry points and the
    // adapters that wrap them may touch the real ones.
    files: ['runner/**/*.ts', 'lambdas/**/*.ts', 'emulator/**/*.ts', 'modules/**/*.ts'],
    ignores: ['runner/main.ts', 'runner/system/system.ts', 'lambdas/system.ts', 'emulator/system.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: throughTheDoor('the process') },
        { name: 'setTimeout', message: throughTheDoor('time') },
        { name: 'setInterval', message: throughTheDoor('time') },
        { name: 'console', message: 'say it once: yield an event, the renderer prints' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: throughTheDoor('time') },
        { object: 'Math', property: 'random', message: throughTheDoor('chance') },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'name what is exported: the public surface is a decision' },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: throughTheDoor('time') },
      ],
    },
  },
);
