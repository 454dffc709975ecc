/** Jest reporter whose last line is the plain count, for continuous integration. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const crashed = results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    process.stderr.write(`${results.numPassedTests} passed, ${results.numFailedTests + crashed} failed${skipped}\n`);
  }
}
