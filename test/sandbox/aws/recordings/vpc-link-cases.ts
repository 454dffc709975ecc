import { jest } from '@jest/globals';
import {
  CreateVpcLinkCommand,
  DeleteVpcLinkCommand,
  GetVpcLinkCommand,
  GetVpcLinksCommand,
  UpdateVpcLinkCommand,
} from '@aws-sdk/client-api-gateway';
import { BAD_REQUEST, NOT_FOUND } from './expected-bodies.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

const NO_LINK = 'Invalid Vpc Link identifier specified';

const vpcLinkCalls = ({ world: { apiGateway } }: Player) => ({
  create: (name: string, targetArn: string) =>
    apiGateway.send(new CreateVpcLinkCommand({ name, targetArns: [targetArn] })),
  get: (vpcLinkId: string | undefined) => apiGateway.send(new GetVpcLinkCommand({ vpcLinkId })),
  list: () => apiGateway.send(new GetVpcLinksCommand({})),
  rename: (vpcLinkId: string | undefined, value: string) =>
    apiGateway.send(
      new UpdateVpcLinkCommand({ vpcLinkId, patchOperations: [{ op: 'replace', path: '/name', value }] }),
    ),
  remove: (vpcLinkId: string | undefined) => apiGateway.send(new DeleteVpcLinkCommand({ vpcLinkId })),
});

export const vpcLinkCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_vpc_link_lifecycle',
    play: async (player) => {
      const { answer, world } = player;
      const { create, get, list, rename, remove } = vpcLinkCalls(player);
      const { loadBalancerArn } = world.loadBalancer;
      const pending = { id: 'id', name: 'link', status: 'PENDING', targetArns: [loadBalancerArn] };
      const { id } = await answer('create_vpc_link', create('link', loadBalancerArn), 202, pending);
      await jest.advanceTimersByTimeAsync(world.emulator.settings.vpcLinkPendingMs);
      const ready = { ...pending, status: 'AVAILABLE', statusMessage: 'Your vpc link is ready for use' };
      await answer('get_vpc_link', get(id), 200, { ...ready, tags: {} });
      await answer('get_vpc_links', list(), 200, { items: [ready] });
      const renamed = { ...ready, name: 'link-updated', tags: {} };
      await answer('update_vpc_link', rename(id, 'link-updated'), 200, renamed);
      await answer('delete_vpc_link', remove(id), 202);
    },
  },
  {
    file: 'api',
    name: 'test_create_vpc_link_invalid_parameters',
    play: async (player) => {
      const { create } = vpcLinkCalls(player);
      const text = 'Invalid ARN. ARN is not well formed invalid-arn';
      const malformed = create('link', 'invalid-arn');
      await player.refusal('create_vpc_link_invalid_target_arn', malformed, 400, BAD_REQUEST, text);
      const unnamed = create('', player.world.loadBalancer.loadBalancerArn);
      await player.refusal('create_vpc_link_empty_name', unnamed, 400, BAD_REQUEST, 'Name cannot be empty');
    },
  },
  ...(['get', 'remove', 'rename'] as const).map((call): RecordedCase => {
    const verb = { get: 'get', remove: 'delete', rename: 'update' }[call];
    return {
      file: 'api',
      name: `test_${verb}_vpc_link_invalid_id`,
      play: (player) => {
        const sent = vpcLinkCalls(player)[call]('fake', 'name');
        return player.refusal(`${verb}_vpc_link_invalid_id`, sent, 404, NOT_FOUND, NO_LINK);
      },
    };
  }),
];
