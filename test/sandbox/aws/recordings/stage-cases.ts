import { BAD_REQUEST, DEPLOYMENT, methodSettings, stage } from './expected-bodies.ts';
import type { Player, RecordedCase } from './recorded-case.ts';
import { stageCalls } from './stage-calls.ts';

const ACTIVE_STAGES = 'Active stages pointing to this deployment must be moved or deleted';
const ROLE = 'arn:aws:iam::111122223333:role/logs';

const noSetting = (path: string) =>
  `Cannot remove method setting ${path} because there is no method setting for this method `;

/** AWS's text, with the commas it lacks. */
const invalidPath = (path: string) => {
  const settings = (method: string, gaps: readonly [string, string]) =>
    [
      `${method}/metrics/enabled`,
      `${method}/logging/dataTrace`,
      `${method}/logging/loglevel`,
      [`${method}/throttling/burstLimit`, `${method}/throttling/rateLimit`, `${method}/caching/ttlInSeconds`].join(
        gaps[0],
      ),
      `${method}/caching/enabled`,
      `${method}/caching/dataEncrypted`,
      `${method}/caching/requireAuthorizationForCacheControl`,
      `${method}/caching/unauthorizedCacheControlHeaderStrategy`,
    ].join(gaps[1]);
  const allowed = [
    '/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId',
    '/accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format',
    settings('/{resourcePath}/{httpMethod}', ['', ', ']),
    settings('/*/*', [' ', ', ']),
    '/variables/{variable_name}, /tracingEnabled',
  ];
  return `Invalid method setting path: ${path}. Must be one of: [${allowed.join(', ')}]`;
};

async function createDeleteDeployments(player: Player, isStageByDeployment: boolean) {
  const { answer, refusal } = player;
  const calls = await stageCalls(player);
  const first = await calls.deploy(isStageByDeployment ? 's1' : undefined);
  if (!isStageByDeployment) await calls.createStage('s1', first.id);
  await answer('get-deployment', calls.getDeployment(first.id), 200, DEPLOYMENT);
  await answer('get-stages', calls.getStages(), 200, { item: [stage('s1')] });
  let current = first.id;
  for (const round of [0, 1, 2]) {
    const next = await calls.deploy();
    await refusal(`delete-deployment-error-${round}`, calls.deleteDeployment(current), 400, BAD_REQUEST, ACTIVE_STAGES);
    await calls.updateStage('s1', { op: 'replace', path: '/deploymentId', value: next.id });
    await calls.deleteDeployment(current);
    current = next.id;
    await answer(`get-deployments-${round}`, calls.getDeployments(), 200, { items: [DEPLOYMENT] });
    await answer(`get-stages-${round}`, calls.getStages(), 200, { item: [stage('s1')] });
  }
}

async function described(player: Player) {
  const calls = await stageCalls(player);
  const { id } = await calls.deploy();
  const more = { description: 'my stage', documentationVersion: 'v123' };
  await player.answer('create-stage', calls.createStage('s1', id, more), 201, stage('s1', more));
  return { ...calls, more };
}

async function withAccessLog(player: Player) {
  player.world.region.cloudwatchRoleArn = ROLE;
  const calls = await stageCalls(player);
  const { id } = await player.answer('create-deployment', calls.deploy(), 201, DEPLOYMENT);
  const more = { description: 'dev stage' };
  await player.answer('create-stage', calls.createStage('dev', id, more), 201, stage('dev', more));
  const body = (accessLogSettings?: object) => stage('dev', { ...more, accessLogSettings });
  const send = (op: string, path: string, value?: string) =>
    calls.updateStage('dev', { op, path: `/accessLogSettings${path}`, value });
  return { body, send };
}

const LOG_GROUP = 'arn:aws:logs:eu-west-1:111122223333:log-group:access';
const FORMAT = '$context.requestId $context.identity.sourceIp';

export const stageCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_get_stages_filters_by_deployment_id',
    play: async (player) => {
      const calls = await stageCalls(player);
      const [one, two] = [await calls.deploy('stage1'), await calls.deploy('stage2')];
      const both = { item: [stage('stage1'), stage('stage2')] };
      await player.answer('all-stages', calls.getStages(), 200, both);
      await player.answer('stages-deploy1', calls.getStages(one.id), 200, { item: [stage('stage1')] });
      await player.answer('stages-deploy2', calls.getStages(two.id), 200, { item: [stage('stage2')] });
    },
  },
  {
    file: 'api',
    name: 'test_stage_access_log_settings',
    play: async (player) => {
      const { body, send } = await withAccessLog(player);
      const destination = { destinationArn: LOG_GROUP };
      const step = 'update-stage-access-log';
      const { answer } = player;
      await answer(`${step}-dest-add`, send('add', '/destinationArn', LOG_GROUP), 200, body(destination));
      const other = { destinationArn: `${LOG_GROUP}a` };
      const replaced = send('replace', '/destinationArn', other.destinationArn);
      await answer(`${step}-dest-replace`, replaced, 200, body(other));
      const formatted = send('add', '/format', FORMAT);
      await answer(`${step}-format-add`, formatted, 200, body({ ...other, format: FORMAT }));
      await answer(`${step}-remove-all`, send('remove', ''), 200, body());
    },
  },
  {
    file: 'api',
    name: 'test_stage_access_log_settings_validation',
    play: async (player) => {
      const { body, send } = await withAccessLog(player);
      const oneOf =
        'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]';
      const refuse = (step: string, sent: Promise<unknown>, text: string) =>
        player.refusal(step, sent, 400, BAD_REQUEST, text);
      for (const op of ['add', 'remove', 'replace']) {
        const random = op === 'remove' ? noSetting('accessLogSettings/randomValue') : oneOf;
        await refuse(`invalid-path-${op}`, send(op, '/randomValue', 'test'), random);
      }
      for (const op of ['add', 'remove', 'replace']) {
        const text = op === 'remove' ? noSetting('accessLogSettings/*') : oneOf;
        await refuse(`star-and-${op}`, send(op, '/*', 'test'), text);
      }
      await refuse('root-and-add', send('add', '', 'test'), oneOf);
      await refuse('root-and-replace', send('replace', '', 'test'), oneOf);
      const added = send('add', '/destinationArn', LOG_GROUP);
      const step = 'update-stage-access-log';
      await player.answer(`${step}-dest-add`, added, 200, body({ destinationArn: LOG_GROUP }));
      const empty = 'Access Log value must not be empty';
      await refuse(`${step}-destinationArn-empty`, send('replace', '/destinationArn', ''), empty);
      await refuse(`${step}-format-empty`, send('replace', '/format', ''), empty);
      const removed = send('remove', '/destinationArn');
      await refuse(`${step}-dest-remove`, removed, noSetting('accessLogSettings/destinationArn'));
    },
  },
  {
    file: 'common',
    name: 'test_create_update_stages',
    play: async (player) => {
      const { answer, refusal } = player;
      const { updateStage, getStage, more } = await described(player);
      const add = (path: string) => updateStage('s1', { op: 'replace', path, value: 'value' });
      const version = '/documentation_version';
      await refusal('error-update-doc-version', add(version), 400, BAD_REQUEST, invalidPath(version));
      await refusal('error-update-tags', add('/tags/tag1'), 400, BAD_REQUEST, invalidPath('/tags/tag1'));
      const updated = updateStage(
        's1',
        { op: 'replace', path: '/description', value: 'stage new' },
        { op: 'replace', path: '/variables/var1', value: 'test' },
        { op: 'replace', path: '/variables/var2', value: 'test2' },
        { op: 'replace', path: '/*/*/throttling/burstLimit', value: '123' },
        { op: 'replace', path: '/*/*/caching/enabled', value: 'true' },
        { op: 'replace', path: '/tracingEnabled', value: 'true' },
        { op: 'replace', path: '/test/GET/throttling/burstLimit', value: '124' },
        { op: 'replace', path: '/test/GET/caching/enabled', value: 'true' },
      );
      const body = (burstLimit: number) =>
        stage('s1', {
          ...more,
          description: 'stage new',
          tracingEnabled: true,
          variables: { var1: 'test', var2: 'test2' },
          methodSettings: {
            '*/*': methodSettings({ cachingEnabled: true, throttlingBurstLimit: burstLimit }),
            'test/GET': methodSettings({ cachingEnabled: true, throttlingBurstLimit: 124 }),
          },
        });
      await answer('update-stage', updated, 200, body(123));
      await answer('get-stage', getStage('s1'), 200, body(123));
      const path = '/*/*/throttling/burstLimit';
      const overridden = updateStage('s1', { op: 'replace', path, value: '100' });
      await answer('update-stage-override', overridden, 200, body(100));
    },
  },
  {
    file: 'common',
    name: 'test_update_stage_remove_wildcard',
    play: async (player) => {
      const { answer, refusal } = player;
      const { updateStage, getStage, more } = await described(player);
      await answer('get-stage', getStage('s1'), 200, stage('s1', more));
      const remove = () => updateStage('s1', { op: 'remove', path: '/*/*' });
      await refusal('delete-error', remove(), 400, BAD_REQUEST, noSetting('*/*'));
      const cached = updateStage('s1', { op: 'replace', path: '/*/*/caching/enabled', value: 'true' });
      const settings = { '*/*': methodSettings({ cachingEnabled: true }) };
      await answer('update-stage', cached, 200, stage('s1', { ...more, methodSettings: settings }));
      await answer('update-stage-reset', remove(), 200, stage('s1', more));
      await answer('get-stage-after-reset', getStage('s1'), 200, stage('s1', more));
    },
  },
  {
    file: 'common',
    name: 'test_create_delete_deployments[True]',
    play: (player) => createDeleteDeployments(player, true),
  },
  {
    file: 'common',
    name: 'test_create_delete_deployments[False]',
    play: (player) => createDeleteDeployments(player, false),
  },
  {
    file: 'common',
    name: 'test_create_update_deployments',
    play: async (player) => {
      const { answer, refusal } = player;
      const calls = await stageCalls(player);
      const { id: first } = await calls.deploy();
      await calls.createStage('s1', first);
      await answer('get-deployment-1', calls.getDeployment(first), 200, DEPLOYMENT);
      await answer('get-stages', calls.getStages(), 200, { item: [stage('s1')] });
      await refusal('delete-deployment-error', calls.deleteDeployment(first), 400, BAD_REQUEST, ACTIVE_STAGES);
      // Deploying to a stage that exists moves it.
      const { id: second } = await calls.deploy('s1');
      await answer('get-deployment-1-after-update', calls.getDeployment(first), 200, DEPLOYMENT);
      await answer('get-deployment-2', calls.getDeployment(second), 200, DEPLOYMENT);
      await answer('get-stages-after-update', calls.getStages(), 200, { item: [stage('s1')] });
      await answer('delete-deployment-1', calls.deleteDeployment(first), 202);
      await refusal('delete-deployment-2-error', calls.deleteDeployment(second), 400, BAD_REQUEST, ACTIVE_STAGES);
    },
  },
];
