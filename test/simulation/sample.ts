import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { World } from './world.ts';

/** An object of `deploy/samples`, its endpoint and load balancers replaced by those of the world. */
export function sample(world: Pick<World, 'endpoint' | 'loadBalancers'>, name: string): { spec: object } & object {
  const text = readFileSync(new URL(`../../deploy/samples/${name}.yaml`, import.meta.url), 'utf8');
  return parse(
    text
      .replaceAll('vpce-0a1b2c3d4e5f60718', world.endpoint.vpcEndpointId)
      .replaceAll(
        'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/orders/50dc6c495c0c9188',
        world.loadBalancers.orders.loadBalancerArn,
      )
      .replaceAll(
        'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/70fe8e6b7e2eb3aa',
        world.loadBalancers.web.loadBalancerArn,
      ),
  ) as { spec: object };
}
