export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/strip-types.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  coverageProvider: 'v8',
  // Most of the time is spent computing; the default leaves one processor idle, which of two is half.
  maxWorkers: '100%',
  // Tests run in virtual time; a machine under load must not fail them by its own slowness.
  testTimeout: 120_000,
  // The summary reporter prints the closing line "N passed, N failed" that continuous integration reads.
  reporters: ['default', '<rootDir>/scripts/summary-reporter.mjs'],
};
