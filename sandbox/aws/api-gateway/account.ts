import type { Answer, Call } from '../operation.ts';
import { defined } from './rest-apis.ts';

/** Settings of the account in this Region; the data plane throttle is AWS's default. */
export function getAccount({ region }: Call): Answer {
  return {
    status: 200,
    body: defined({
      cloudwatchRoleArn: region.cloudwatchRoleArn,
      throttleSettings: { burstLimit: 5000, rateLimit: 10000 },
      features: ['UsagePlans'],
      apiKeyVersion: '4',
    }),
  };
}
