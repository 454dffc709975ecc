import type { SandboxClock } from '../../clock.ts';
import type { RestApi, Stage } from '../state.ts';
import type { Route } from './find-route.ts';
import { tooManyRequests } from './refusal.ts';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * The limits that a stage sets for each of its methods, one token bucket for each; those of the account are not modelled.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function createThrottle(clock: SandboxClock) {
  const buckets = new Map<string, Bucket>();

  /** Throws the Refusal when the method is called faster than its stage allows. */
  return function take(api: RestApi, stage: Stage, { deployed }: Route): void {
    const { throttlingRateLimit: rate, throttlingBurstLimit: burst } = stage.methodSettings.get('*/*') ?? {};
    if (typeof rate !== 'number' || typeof burst !== 'number' || rate < 0 || burst < 0) return;
    const key = `${api.id}/${stage.stageName}/${deployed.method.httpMethod} ${deployed.path}`;
    const now = clock.now();
    const { tokens, filledAt } = buckets.get(key) ?? { tokens: burst, filledAt: now };
    const left = Math.min(burst, tokens + ((now - filledAt) / 1000) * rate);
    buckets.set(key, { tokens: left < 1 ? left : left - 1, filledAt: now });
    if (left < 1) throw tooManyRequests();
  };
}
