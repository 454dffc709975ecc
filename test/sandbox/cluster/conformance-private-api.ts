export function privateApiExample(name: string): object {
  return {
    apiVersion: 'privateapi.dev/v1alpha1',
    kind: 'PrivateApi',
    metadata: { name },
    spec: {
      endpoint: { existing: { vpcEndpointIds: ['vpce-0a1b2c3d4e5f60718'] } },
      backends: [
        {
          name: 'orders',
          loadBalancer: {
            arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/orders/50dc6c495c0c9188',
          },
        },
      ],
      routes: [{ path: '/orders', method: 'GET', backend: 'orders' }],
    },
  };
}
