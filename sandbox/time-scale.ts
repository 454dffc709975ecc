import { defaultSettings } from './aws/settings.ts';
import type { AwsSettings } from './aws/settings.ts';

/** Default of the operator's --resync-interval. */
const resyncIntervalMs = 600_000;
/** Resyncs are spread by up to this much. */
const resyncJitter = 0.1;

/** One factor for all that takes minutes, on both sides: what AWS takes, and what the operator waits. */
export interface TimeScale {
  readonly factor: number;
  /** Of the emulated AWS. */
  readonly awsSettings: Partial<AwsSettings>;
  /** Of the operator. */
  readonly flags: readonly string[];
  /** The longest time between two sweeps over an object. */
  readonly sweepMs: number;
  /** For people. */
  readonly description: string;
}

export function timeScale(factor: number): TimeScale {
  const { vpcLinkPendingMs, vpcLinkDeletingMs, deploymentAnswerLostAfterMs } = defaultSettings();
  // A loaded machine must neither lose the Lease nor cut a pass short, so these keep lengths it can hold.
  const unscaled = (ms: number) => `${ms * factor}ms`;
  const seconds = (ms: number) => `${ms / 1000} s`;
  return {
    factor,
    awsSettings: {
      vpcLinkPendingMs: vpcLinkPendingMs / factor,
      vpcLinkDeletingMs: vpcLinkDeletingMs / factor,
      deploymentAnswerLostAfterMs: deploymentAnswerLostAfterMs / factor,
    },
    flags: [
      `--time-factor=${factor}`,
      `--pass-deadline=${unscaled(15_000)}`,
      `--lease-duration=${unscaled(5_000)}`,
      `--lease-renew-deadline=${unscaled(4_000)}`,
      `--lease-retry-period=${unscaled(500)}`,
    ],
    sweepMs: (resyncIntervalMs * (1 + resyncJitter)) / factor,
    description:
      `waits are divided by ${factor}: a VPC link takes ${seconds(vpcLinkPendingMs / factor)} instead of ` +
      `${vpcLinkPendingMs / 60_000} min, a sweep comes every ${seconds(resyncIntervalMs / factor)} instead of ${resyncIntervalMs / 60_000} min`,
  };
}
