import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig({ ignores: ['node_modules'] }, ...tseslint.configs.strictTypeChecked, {
  languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: {
    eqeqeq: 'error',
    'no-console': 'error',
    // A uniform of our own shader is there, and an index into a list we just made holds.
    '@typescript-eslint/no-non-null-assertion': 'off',
    // Sizes and counts in sentences are numbers.
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    // An arrow that hands a call's nothing on is shorter than one that does not.
    '@typescript-eslint/no-confusing-void-expression': 'off',
    // A server counts a text in code points, and so do we.
    '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    // The caller says what a stream carries, as it does for JSON.
    '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    // Reading a signal is what ties an effect to it.
    '@typescript-eslint/no-meaningless-void-operator': 'off',
    // Events are answered by async functions; each catches what it may meet.
    '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  },
});
