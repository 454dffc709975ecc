import type { DesiredState } from '../desired/desired-state.ts';
import type { Facts } from '../desired/facts.ts';
import { invokeUrls } from '../desired/invoke-urls.ts';
import { usedEndpoints } from '../desired/used-endpoints.ts';
import { hasSameHashes } from '../plan/deployment-description.ts';
import { withEndpoints } from './endpoint-claims.ts';
import { toObservedDeployment } from './deployment-status.ts';
import type { Pass } from './pass.ts';

/** What callers meet, against what is wanted. */
export function noteServed(pass: Pass, desired: DesiredState): void {
  const served = (pass.recorded.deployments ?? []).find(({ id }) => id === pass.recorded.stage?.deploymentId);
  const wanted = desired.definition?.hashes;
  const hashes = served && toObservedDeployment(served).hashes;
  const earlier =
    served === undefined ? 'nothing is served yet' : `deployment ${served.id} of an earlier spec is served`;
  pass.findings.PolicyApplied =
    hashes?.policy === desired.policyHash
      ? { status: 'True', reason: 'Available', message: 'the served deployment has the wanted resource policy' }
      : { status: 'False', reason: 'PolicyPending', message: earlier };
  pass.findings.Deployed =
    wanted !== undefined && hashes !== undefined && hasSameHashes(hashes, wanted)
      ? { status: 'True', reason: 'Available', message: `stage ${desired.stage.name} serves deployment ${served!.id}` }
      : { status: 'False', reason: 'DeploymentPending', message: earlier };
}

/** The endpoints, and how to call the API through them. */
export function noteEndpoints(pass: Pass, facts: Facts): void {
  const endpoints = usedEndpoints(pass.object, facts, pass.owner.clusterId);
  // A URL is told when a stage answers to it.
  const { restApi, stage } = pass.recorded;
  const urls = restApi && stage ? invokeUrls(restApi.id, stage.name, endpoints, facts.identity) : [];
  pass.recorded = {
    ...withEndpoints(pass.recorded, pass.object, endpoints, { isServed: false }),
    ...(urls[0] !== undefined && { invokeUrl: urls[0].url, invokeUrls: urls }),
  };
}
