export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/strip-types.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  coverageProvider: 'v8',
  // The summary reporter prints the closing line "N passed, N failed" that continuous integration reads.
  reporters: ['default', '<rootDir>/scripts/summary-reporter.mjs'],
};
