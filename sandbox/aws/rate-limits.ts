import { AwsError } from './aws-error.ts';
import type { ServiceName } from './operation.ts';
import type { AwsSettings, Rate } from './settings.ts';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Token buckets per account, Region and operation, and one for all operations of API Gateway together. */
export function createRateLimits(settings: AwsSettings) {
  const buckets = new Map<string, Bucket>();

  /** @throws AwsError TooManyRequestsException with the seconds after which a token is there again. */
  function take(scope: string, service: ServiceName, operation: string, now: number): void {
    // EC2's and ELB's rates are not modelled: the operator only reads there.
    if (!settings.enforceRates || service !== 'apigateway') return;
    const limits = [operation, 'total'].flatMap((name) => {
      const rate = settings.rates[name];
      return rate === undefined ? [] : [{ rate, bucket: filled(`${scope}/${name}`, rate, now) }];
    });
    const empty = limits.find(({ bucket }) => bucket.tokens < 1);
    if (empty !== undefined) {
      const seconds = Math.ceil((1 - empty.bucket.tokens) / empty.rate.perSecond);
      throw new AwsError(429, 'TooManyRequestsException', 'Too Many Requests', seconds);
    }
    for (const { bucket } of limits) bucket.tokens -= 1;
  }

  function filled(key: string, rate: Rate, now: number): Bucket {
    const bucket = buckets.get(key) ?? { tokens: rate.burst, filledAt: now };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.filledAt) / 1000) * rate.perSecond);
    bucket.filledAt = now;
    buckets.set(key, bucket);
    return bucket;
  }

  return { take };
}
