import {
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import type { CreateRestApiCommandInput, PatchOperation } from '@aws-sdk/client-api-gateway';
import { ACCOUNT } from '../test-world.ts';
import { BAD_REQUEST, NOT_FOUND, VALIDATION, restApi, violations, wrongOp } from './expected-bodies.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

const create = ({ world }: Player, input: Partial<Record<keyof CreateRestApiCommandInput, unknown>> = {}) =>
  world.apiGateway.send(new CreateRestApiCommand({ name: 'name', ...input } as CreateRestApiCommandInput));

/** As plain text, so that wrong operations can be sent. */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: string | undefined;
}

const update = ({ world }: Player, restApiId: string | undefined, ...operations: readonly Operation[]) =>
  world.apiGateway.send(new UpdateRestApiCommand({ restApiId, patchOperations: operations as PatchOperation[] }));

const endpoint = (configuration: object) => ({ endpointConfiguration: configuration });

const wrongIpAddressType =
  "Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]";
const wrongTypes =
  "Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]";
const EMPTY_DESCRIPTION = 'Description cannot be an empty string';
const COMPRESSION = 'Invalid minimum compression size, must be between 0 and 10485760';
const DUALSTACK_ONLY = 'Only dualstack ipAddressType is supported for Private APIs.';
const PRIVATE_ENDPOINT = endpoint({ types: ['PRIVATE'], ipAddressType: 'dualstack' });

export const restApiCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_list_and_delete_apis',
    play: async (player) => {
      const { answer, world } = player;
      const first = restApi({ description: 'this is my api' });
      const second = restApi({ description: 'this is my api2' });
      const { id } = await answer('create-rest-api-1', create(player, { description: 'this is my api' }), 201, first);
      await answer('create-rest-api-2', create(player, { description: 'this is my api2' }), 201, second);
      const list = () => world.apiGateway.send(new GetRestApisCommand({}));
      await answer('get-rest-api-before-delete', list(), 200, { items: [first, second] });
      await answer('delete-rest-api', world.apiGateway.send(new DeleteRestApiCommand({ restApiId: id })), 202);
      await answer('get-rest-api-after-delete', list(), 200, { items: [second] });
    },
  },
  {
    file: 'api',
    name: 'test_get_api_case_insensitive',
    play: async (player) => {
      const { answer, refusal, world } = player;
      const { id = '' } = await answer('create-rest-api', create(player), 201, restApi());
      const restApiId = id.toUpperCase();
      const sent = world.apiGateway.send(new GetRestApiCommand({ restApiId }));
      const message = `Invalid API identifier specified ${ACCOUNT}:${restApiId}`;
      await refusal('get-api-upper-case', sent, 404, NOT_FOUND, message);
    },
  },
  {
    file: 'api',
    name: 'test_create_rest_api_with_optional_params',
    play: async (player) => {
      const { answer, refusal } = player;
      await answer('create-only-name', create(player), 201, restApi());
      await refusal('create-empty-desc', create(player, { description: '' }), 400, BAD_REQUEST, EMPTY_DESCRIPTION);
      await answer('create-with-version', create(player, { version: 'v1' }), 201, restApi({ version: 'v1' }));
      await answer('create-with-empty-binary-media', create(player, { binaryMediaTypes: [] }), 201, restApi());
      const sent = create(player, { minimumCompressionSize: 'HELLO' });
      await refusal('string-compression-size', sent, 400, BAD_REQUEST, COMPRESSION);
    },
  },
  {
    file: 'api',
    name: 'test_create_rest_api_with_binary_media_types',
    play: async (player) => {
      const types = { binaryMediaTypes: ['image/png'] };
      await player.answer('create-with-binary-media', create(player, types), 201, restApi(types));
    },
  },
  {
    file: 'api',
    name: 'test_create_rest_api_with_tags',
    play: async (player) => {
      const { answer, world } = player;
      const input = { description: 'this is my api', tags: { MY_TAG1: 'MY_VALUE1' } };
      const { id: restApiId } = await answer('create-rest-api-w-tags', create(player, input), 201, restApi(input));
      const read = world.apiGateway.send(new GetRestApiCommand({ restApiId }));
      await answer('get-rest-api-w-tags', read, 200, restApi(input));
      const list = world.apiGateway.send(new GetRestApisCommand({}));
      await answer('get-rest-apis-w-tags', list, 200, { items: [restApi(input)] });
    },
  },
  {
    file: 'api',
    name: 'test_update_rest_api_operation_add_remove',
    play: async (player) => {
      const { answer } = player;
      const { id } = await create(player, { description: 'this is my api' });
      const described = { description: 'this is my api', tags: {} };
      const added = update(
        player,
        id,
        { op: 'add', path: '/binaryMediaTypes/image~1png' },
        { op: 'add', path: '/binaryMediaTypes/image~1jpeg' },
      );
      const both = restApi({ ...described, binaryMediaTypes: ['image/png', 'image/jpeg'] });
      await answer('update-rest-api-add', added, 200, both);
      const replaced = update(player, id, { op: 'replace', path: '/binaryMediaTypes/image~1png', value: 'image/gif' });
      const moved = restApi({ ...described, binaryMediaTypes: ['image/jpeg', 'image/gif'] });
      await answer('update-rest-api-replace', replaced, 200, moved);
      const removed = update(
        player,
        id,
        { op: 'remove', path: '/binaryMediaTypes/image~1gif' },
        { op: 'remove', path: '/description' },
      );
      await answer('update-rest-api-remove', removed, 200, restApi({ tags: {}, binaryMediaTypes: ['image/jpeg'] }));
    },
  },
  {
    file: 'api',
    name: 'test_update_rest_api_compression',
    play: async (player) => {
      const { answer, refusal } = player;
      const { id } = await create(player, { description: 'this is my api' });
      const described = { description: 'this is my api', tags: {} };
      const path = '/minimumCompressionSize';
      const set = (value?: string, op = 'replace') => update(player, id, { op, path, value });
      await answer('enable-compression', set('10'), 200, restApi({ ...described, minimumCompressionSize: 10 }));
      await answer('disable-compression', set(), 200, restApi(described));
      await answer('set-compression-zero', set('0'), 200, restApi({ ...described, minimumCompressionSize: 0 }));
      await refusal('set-negative-compression', set('-1'), 400, BAD_REQUEST, COMPRESSION);
      await refusal('set-string-compression', set('HELLO'), 400, BAD_REQUEST, COMPRESSION);
      const text = 'Invalid patch operation specified. Must be one of: [replace]';
      await refusal('unsupported-operation', set('10', 'add'), 400, BAD_REQUEST, text);
    },
  },
  {
    file: 'api',
    name: 'test_update_rest_api_behaviour',
    play: async (player) => {
      const { answer, refusal } = player;
      const { id } = await create(player, { description: 'this is my api' });
      const dash = update(player, id, { op: 'add', path: '/binaryMediaTypes/-' });
      const body = restApi({ description: 'this is my api', tags: {}, binaryMediaTypes: ['-'] });
      await answer('update-rest-api-array', dash, 200, body);
      for (const op of ['add', 'replace', 'remove']) {
        const sent = update(player, id, { op, path: '/binaryMediaTypes', value: 'image/png' });
        const step = `update-rest-api-${op}-base-path`;
        await refusal(step, sent, 400, BAD_REQUEST, 'Invalid patch path /binaryMediaTypes');
      }
    },
  },
  {
    file: 'api',
    name: 'test_update_rest_api_invalid_api_id',
    play: async (player) => {
      const sent = update(player, 'api_id', { op: 'replace', path: '/apiKeySource', value: 'AUTHORIZER' });
      const message = `Invalid API identifier specified ${ACCOUNT}:api_id`;
      await player.refusal('not-found-update-rest-api', sent, 404, NOT_FOUND, message);
    },
  },
  {
    file: 'api',
    name: 'test_create_rest_api_with_endpoint_configuration',
    play: async (player) => {
      const { answer, refusal } = player;
      const send = (configuration: object, more: object = {}) =>
        create(player, { ...endpoint(configuration), ...more });
      const disabled = 'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.';
      await refusal('create-with-empty-types', send({ types: [] }), 400, BAD_REQUEST, disabled);
      const wrongIp = send({ types: ['EDGE'], ipAddressType: 'wrong' });
      await refusal('create-with-invalid-ip-address-type', wrongIp, 400, VALIDATION, violations(wrongIpAddressType));
      const wrongType = send({ types: ['wrong'] });
      await refusal('create-with-invalid-types', wrongType, 400, VALIDATION, violations(wrongTypes));
      const both = { types: ['wrong'], ipAddressType: 'wrong' };
      const turned = { ipAddressType: 'wrong', types: ['wrong'] };
      const text = violations(wrongTypes, wrongIpAddressType);
      await refusal('create-with-invalid-ip-address-type-and-types', send(both), 400, VALIDATION, text);
      await refusal('create-with-invalid-types-and-ip-address-type', send(turned), 400, VALIDATION, text);
      await refusal('create-with-multiple-errors-1', send(both, { description: '' }), 400, VALIDATION, text);
      const late = send({ types: ['EDGE', 'PRIVATE'] }, { description: '' });
      await refusal('create-with-multiple-errors-2', late, 400, BAD_REQUEST, EMPTY_DESCRIPTION);
      const two = send({ types: ['EDGE', 'REGIONAL'] });
      const multiple = 'Cannot create an api with multiple Endpoint Types.';
      await refusal('create-with-two-types', two, 400, BAD_REQUEST, multiple);
      const dualstack = { types: ['EDGE'], ipAddressType: 'dualstack' };
      await answer('create-with-endpoint-config-dualstack', send(dualstack), 201, restApi(endpoint(dualstack)));
      const regional = { types: ['REGIONAL'], ipAddressType: 'ipv4' };
      await answer('create-with-endpoint-config-regional', send(regional), 201, restApi(endpoint(regional)));
    },
  },
  {
    file: 'api',
    name: 'test_create_rest_api_private_type',
    play: async (player) => {
      const { refusal } = player;
      const send = (ipAddressType: string, more: object = {}) =>
        create(player, { ...endpoint({ types: ['PRIVATE'], ipAddressType }), ...more });
      const step = 'create-with-private-type-and';
      await refusal(`${step}-ipv4-ip-address-type`, send('ipv4'), 400, BAD_REQUEST, DUALSTACK_ONLY);
      const text = violations(wrongIpAddressType);
      await refusal(`${step}-wrong-ip-address-type`, send('wrong'), 400, VALIDATION, text);
      const sent = send('ipv4', { description: '' });
      await refusal(`${step}-ipv4-ip-address-type-and-empty-description`, sent, 400, BAD_REQUEST, EMPTY_DESCRIPTION);
    },
  },
  {
    file: 'api',
    name: 'test_create_rest_api_verify_defaults',
    play: async (player) => {
      const { answer, refusal } = player;
      const regional = endpoint({ types: ['REGIONAL'], ipAddressType: 'ipv4' });
      const send = (type: string) => create(player, endpoint({ types: [type] }));
      await answer('create-with-edge-default', send('EDGE'), 201, restApi());
      await answer('create-with-regional-default', send('REGIONAL'), 201, restApi(regional));
      await answer('create-with-private-default', send('PRIVATE'), 201, restApi(PRIVATE_ENDPOINT));
      await answer('create-with-empty-default', create(player, endpoint({})), 201, restApi());
      const sent = create(player, endpoint({ types: ['wrong'], ipAddressType: '' }));
      const step = 'create-with-empty-ip-address-type-and-wrong-type';
      await refusal(step, sent, 400, VALIDATION, violations(wrongTypes));
    },
  },
  {
    file: 'api',
    name: 'test_update_rest_api_ip_address_type',
    play: async (player) => {
      const { answer, refusal } = player;
      const { id } = await create(player, endpoint({ types: ['REGIONAL'] }));
      const type = (op: string, value: string) =>
        update(player, id, { op, path: '/endpointConfiguration/types/0', value });
      const ip = (op: string, value: string) =>
        update(player, id, { op, path: '/endpointConfiguration/ipAddressType', value });
      const body = restApi({ tags: {}, ...PRIVATE_ENDPOINT });
      await answer('update-rest-api-replace-type', type('replace', 'PRIVATE'), 200, body);
      const step = 'update-rest-api-replace-to-ipv4-within-private-type';
      await refusal(step, ip('replace', 'ipv4'), 400, BAD_REQUEST, DUALSTACK_ONLY);
      const either = 'ipAddressType must be either ipv4 or dualstack.';
      await refusal('update-rest-api-wrong-ipAddressType', ip('replace', 'wrong'), 400, BAD_REQUEST, either);
      const valid = 'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE';
      await refusal('update-rest-api-wrong-type', type('replace', 'wrong'), 400, BAD_REQUEST, valid);
      const onlyReplace = 'Invalid patch operation specified. Must be one of: [replace]';
      const onIp = 'update-rest-api-invalid-operation-on-ipAddressType';
      await refusal(onIp, ip('add', 'ipv4'), 400, BAD_REQUEST, onlyReplace);
      const some = "Invalid patch operation specified. Must be 'add'|'remove'|'replace'";
      const onType = 'update-rest-api-invalid-operation-on-type';
      await refusal(onType, type('copy', 'PRIVATE'), 400, BAD_REQUEST, some);
      await answer('update-rest-api-replace-ip-address-type', ip('replace', 'dualstack'), 200, body);
    },
  },
  {
    file: 'api',
    name: 'test_update_rest_api_concatenation_of_errors',
    play: async (player) => {
      const { id } = await create(player);
      const wrong = { op: 'wrong', path: '/endpointConfiguration/types/0', value: 'PRIVATE' };
      const refuse = (step: string, operations: Operation[], ...positions: number[]) =>
        player.refusal(
          step,
          update(player, id, ...operations),
          400,
          VALIDATION,
          violations(...wrongOp('wrong', 'updateRestApiInput', ...positions)),
        );
      await refuse('update-rest-api-wrong-operations-on-ipAddressType', [wrong, wrong], 1, 2);
      await refuse('update-rest-api-wrong-operations-on-type', [wrong, wrong], 1, 2);
      const three = 'update-rest-api-wrong-operations-on-type-and-on-ip-address-type';
      await refuse(three, [wrong, wrong, wrong], 1, 2, 3);
    },
  },
];
