import { expect, test } from '@jest/globals';
import { createMetrics } from '../src/metrics.ts';

async function seriesOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  return (await metrics.render()).split('\n').filter((line) => line.startsWith(name));
}

test('label sets exist with 0 before anything happens, so that rates work from the first scrape', async () => {
  const metrics = createMetrics({ version: '1.2.3' });
  metrics.observeController('privateapi', 4);
  metrics.observeQueue('privateapi', () => ({ depth: { normal: 0, low: 0 }, startedAtMs: [], nowMs: 0 }));
  metrics.observeReflector('privateapis.privateapi.dev', () => 1_500);
  metrics.leading('operator', false);
  metrics.expectAwsOperation('APIGateway', 'CreateRestApi');
  const text = await metrics.render();
  for (const series of [
    'controller_runtime_reconcile_total{controller="privateapi",result="success"} 0',
    'controller_runtime_reconcile_total{controller="privateapi",result="error"} 0',
    'controller_runtime_reconcile_total{controller="privateapi",result="requeue_after"} 0',
    'controller_runtime_reconcile_errors_total{controller="privateapi"} 0',
    'controller_runtime_reconcile_panics_total{controller="privateapi"} 0',
    'controller_runtime_reconcile_time_seconds_count{controller="privateapi"} 0',
    'controller_runtime_max_concurrent_reconciles{controller="privateapi"} 4',
    'controller_runtime_active_workers{controller="privateapi"} 0',
    'workqueue_depth{name="privateapi",controller="privateapi",priority="0"} 0',
    'workqueue_adds_total{name="privateapi",controller="privateapi"} 0',
    'workqueue_retries_total{name="privateapi",controller="privateapi"} 0',
    'leader_election_master_status{name="operator"} 0',
    'private_api_operator_watch_restarts_total{resource="privateapis.privateapi.dev",reason="Expired"} 0',
    'private_api_operator_reflector_last_activity_seconds{resource="privateapis.privateapi.dev"} 1.5',
    'private_api_operator_aws_requests_total{service="APIGateway",operation="CreateRestApi",code="200"} 0',
    'private_api_operator_build_info{version="1.2.3"} 1',
  ]) {
    expect(text).toContain(`${series}\n`);
  }
});

test('an object has one readiness series, whatever its reason was before', async () => {
  const metrics = createMetrics({ version: 'test' });
  metrics.resourceReady('shop', 'orders', false, 'VpcLinkPending');
  metrics.resourceReady('shop', 'orders', true, 'Ready');
  expect(await seriesOf(metrics, 'private_api_operator_resource_ready{')).toEqual([
    'private_api_operator_resource_ready{namespace="shop",name="orders",reason="Ready"} 1',
  ]);
  metrics.forgetResource('shop', 'orders');
  expect(await seriesOf(metrics, 'private_api_operator_resource_ready{')).toEqual([]);
});

test('calls of AWS are counted by code and timed by operation', async () => {
  const metrics = createMetrics({ version: 'test' });
  metrics.awsRequestFinished({ service: 'APIGateway', operation: 'GetStages', code: '429', durationMs: 40 });
  expect(await seriesOf(metrics, 'private_api_operator_aws_requests_total{')).toEqual([
    'private_api_operator_aws_requests_total{service="APIGateway",operation="GetStages",code="429"} 1',
  ]);
  expect(await seriesOf(metrics, 'private_api_operator_aws_request_duration_seconds_sum{')).toEqual([
    'private_api_operator_aws_request_duration_seconds_sum{service="APIGateway",operation="GetStages"} 0.04',
  ]);
});

test('two operators in one process share nothing', async () => {
  const [one, other] = [createMetrics({ version: 'test' }), createMetrics({ version: 'test' })];
  one.driftRepaired('policy');
  expect(await seriesOf(other, 'private_api_operator_drift_repaired_total{')).toEqual([]);
});
