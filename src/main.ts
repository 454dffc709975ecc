import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { systemClock } from './clock.ts';
import { ConfigError, customEndpoint, helpText, parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { createHealthServer } from './health.ts';
import { ConnectionError } from './kubernetes/access.ts';
import { loadConnection } from './kubernetes/connection.ts';
import { createLogger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createOperator } from './operator.ts';
import { version } from './version.ts';

/** Exit codes: 0 stopped as asked, 1 lost the lease or failed, 2 configured wrongly. */
process.exitCode = await main();

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText());
    return 0;
  }
  let config: Config;
  try {
    config = parseConfig(process.argv.slice(2), process.env, hostname());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`private-api-operator: ${error.message}\n`);
    return 2;
  }

  const log = createLogger({ level: config.logLevel, version });
  let connection;
  try {
    connection = await loadConnection({ kubeconfig: config.kubeconfig, context: config.context, env: process.env });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    process.stderr.write(`private-api-operator: ${error.message}\n`);
    return 2;
  }

  const metrics = createMetrics({ version, processMetrics: true });
  const operator = createOperator({
    // A restarted container has the same name and must not take the Lease of its former self for its own.
    config: { ...config, identity: `${config.identity}_${randomUUID()}` },
    connection,
    metrics,
    log,
    clock: systemClock,
    random: Math.random,
    version,
    awsOverrides: {},
  });
  const health = createHealthServer({
    host: config.bindAddress,
    healthPort: config.healthPort,
    metricsPort: config.metricsPort,
    debugPort: config.debugPort,
    checks: operator,
    metrics,
    describe: operator.describe,
  });
  log.info(
    { ...(await health.start()), server: connection.server, awsEndpoint: customEndpoint(process.env) },
    'started',
  );

  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => {
      log.info({ signal: name }, 'stopping');
      stopping.abort(new Error(`received ${name}`));
    });
  }
  try {
    const ending = await operator.run(stopping.signal);
    log.info({ ending }, 'ended');
    return ending === 'stopped' ? 0 : 1;
  } catch (error) {
    log.error({ err: error }, 'ended by an error');
    return 1;
  } finally {
    await health.stop();
    await connection.close();
  }
}
