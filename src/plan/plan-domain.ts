import type { Reason } from '../api/reasons.ts';
import type { DesiredDomain } from '../desired/domain.ts';
import type { AwsIdentity } from '../desired/facts.ts';
import { isOwnedBy } from '../desired/ownership.ts';
import type { Owner } from '../desired/ownership.ts';
import { diffDomain, diffMapping, keptDomain, nameOf } from './diff-domain.ts';
import { diffTags, hasTagChanges } from './diff-tags.ts';
import type { DomainStep } from './domain-steps.ts';
import type { ObservedAssociation, ObservedDomain, ObservedDomains } from './observed-domain.ts';
import { planRecords } from './plan-domain-record.ts';

export interface DomainPlan {
  readonly steps: readonly DomainStep[];
  /** What the steps change, in words. */
  readonly changes: readonly string[];
  /** What has to happen in AWS, or to the API, before the rest can be done. */
  readonly waitsFor: string | undefined;
  /** What somebody has to change first. */
  readonly problem: { readonly reason: Reason; readonly message: string } | undefined;
}

/** What the plan has to know beside AWS's answers. */
export interface DomainContext {
  readonly owner: Owner;
  readonly identity: AwsIdentity;
  /** The domain name that is kept when there are two of one name. */
  readonly recordedId: string | undefined;
  /** Undefined until the stage serves something. */
  readonly restApiId: string | undefined;
  /** Endpoints whose association is so young that calls may not pass yet. */
  readonly unsettled: readonly string[];
}

/**
 * The steps that lead to the wanted domain name and away from former ones. The same input always yields the same plan.
 *
 * Nothing is written to a domain name that AWS is working on, since it refuses that. A former one goes, together with
 * its record, when the wanted one is in place, so that a change of name leaves no gap; first what points at it, and
 * the name itself last. `desired` undefined: all of them go.
 */
export function planDomain(
  desired: DesiredDomain | undefined,
  observed: ObservedDomains,
  context: DomainContext,
): DomainPlan {
  const { owner, identity, restApiId } = context;
  const steps: DomainStep[] = [];
  const changes = new Set<string>();
  let waitsFor: string | undefined;
  let problem: DomainPlan['problem'];
  const add = (change: string, ...more: readonly DomainStep[]) => {
    steps.push(...more);
    changes.add(change);
  };

  const kept = desired && keptDomain(desired, observed.domains, context.recordedId);
  const failed = kept?.state === 'FAILED';
  const former = observed.domains.filter((domain) => domain !== kept || failed);
  const records = planRecords(desired?.record, observed.records, owner);
  if (desired !== undefined) bringInLine(desired);
  const isInPlace = steps.length === 0 && waitsFor === undefined && problem === undefined;
  if (desired === undefined || isInPlace || failed) removeFormer();
  else if (former.length + records.remove.length > 0) waitsFor ??= `domain name ${desired.name} takes over`;
  return { steps, changes: [...changes], waitsFor, problem };

  function bringInLine(wanted: DesiredDomain): void {
    if (kept === undefined) {
      add('domain name', { kind: 'create-domain', because: 'there is none', domain: wanted });
      waitsFor = `domain name ${wanted.name} is being made`;
      return;
    }
    if (failed) {
      problem = {
        reason: 'DomainFailed',
        message: `domain name ${kept.name} (${kept.id}) failed and is removed: ${kept.statusMessage}; another is made when the cause may be gone`,
      };
      return;
    }
    if (kept.state !== 'AVAILABLE') {
      waitsFor = `domain name ${kept.name} (${kept.id}) is ${kept.state}${kept.statusMessage === '' ? '' : `: ${kept.statusMessage}`}`;
      return;
    }
    const tagChanges = diffTags(wanted.tags, kept.tags);
    if (hasTagChanges(tagChanges)) {
      add('domain name tags', { kind: 'tag-domain', because: 'its tags differ', arn: kept.arn, changes: tagChanges });
    }
    mapBasePath(wanted, kept);
    associate(wanted, kept);
    if (records.put !== undefined) add('DNS record', records.put);
    problem ??= records.problem;
    // Last, since it may keep AWS at work on the domain name for a while.
    const operations = diffDomain(wanted, kept, identity);
    if (operations.length > 0) {
      const because = operations.map(({ path }) => path).join(', ');
      add('domain name settings', { kind: 'update-domain', because, operations, domainId: kept.id, name: kept.name });
      waitsFor ??= `domain name ${kept.name} (${kept.id}) is being updated`;
    }
    const made = steps.flatMap((step) => (step.kind === 'create-association' ? step.vpcEndpointId : []));
    const unsettled = [...context.unsettled, ...made];
    if (unsettled.length > 0) {
      waitsFor ??= `the access association of ${unsettled.join(', ')} with domain name ${wanted.name} is being made`;
    }
  }

  function mapBasePath(wanted: DesiredDomain, { id: domainId, name, mappings }: ObservedDomain): void {
    if (restApiId === undefined) {
      waitsFor = `stage ${wanted.stageName}, which domain name ${name} leads to, serves nothing yet`;
      return;
    }
    const mapping = { basePath: wanted.basePath, restApiId, stageName: wanted.stageName };
    const found = mappings.find(({ basePath }) => basePath === wanted.basePath);
    if (found === undefined) {
      add('base path mapping', { kind: 'create-mapping', because: 'there is none', mapping, domainId, name });
    } else {
      const operations = diffMapping(mapping, found);
      const because = operations.map(({ path }) => path).join(', ');
      const { basePath } = mapping;
      if (operations.length > 0)
        add('base path mapping', { kind: 'update-mapping', because, basePath, operations, domainId, name });
    }
    for (const { basePath } of mappings) {
      if (basePath === wanted.basePath) continue;
      const because = `base path ${basePath} is not in the spec`;
      add('base path mapping', { kind: 'delete-mapping', because, basePath, domainId, name });
    }
  }

  function associate(wanted: DesiredDomain, { arn: domainArn, name }: ObservedDomain): void {
    const here = observed.associations.filter((association) => association.domainArn === domainArn);
    for (const vpcEndpointId of wanted.vpcEndpointIds) {
      const found = here.find((association) => association.vpcEndpointId === vpcEndpointId);
      if (found !== undefined) {
        const tagChanges = diffTags(wanted.associationTags, found.tags);
        // One that others made lets the endpoint in just as well, and is theirs.
        if (isOurs(found) && hasTagChanges(tagChanges)) {
          add('access association tags', {
            kind: 'tag-association',
            because: 'its tags differ',
            arn: found.arn,
            changes: tagChanges,
          });
        }
        continue;
      }
      const rival = observed.associations.find(
        (other) => other.vpcEndpointId === vpcEndpointId && nameOf(other.domainArn) === name,
      );
      if (rival !== undefined && !isOurs(rival)) {
        problem = {
          reason: 'DomainConflict',
          message: `VPC endpoint ${vpcEndpointId} is associated with another domain name ${name} (${rival.domainArn}), and AWS lets an endpoint use one of each name; delete that association, or set spec.domain.name to another name`,
        };
        return;
      }
      if (rival !== undefined) add('access association', deleteAssociation(rival, 'another domain name is kept'));
      add('access association', {
        kind: 'create-association',
        because: 'there is none',
        domainArn,
        vpcEndpointId,
        tags: wanted.associationTags,
      });
    }
    for (const association of here) {
      if (wanted.vpcEndpointIds.includes(association.vpcEndpointId) || !isOurs(association)) continue;
      add('access association', deleteAssociation(association, `${association.vpcEndpointId} is not in the spec`));
    }
  }

  function removeFormer(): void {
    if (records.remove.length > 0) add('DNS record', ...records.remove);
    for (const { id: domainId, arn, name, state, mappings } of former) {
      if (state === 'PENDING' || state === 'UPDATING') {
        waitsFor ??= `domain name ${name} (${domainId}), which is to be removed, is ${state}`;
        continue;
      }
      const because = failed ? 'it failed' : desired === undefined ? 'it is not in the spec' : 'another is in place';
      const here = observed.associations.filter((association) => association.domainArn === arn);
      const foreign = here.find((association) => !isOurs(association));
      if (foreign !== undefined) {
        problem ??= {
          reason: 'DeletionBlocked',
          message: `domain name ${name} (${domainId}) cannot be removed while it has access association ${foreign.arn}, which others made; delete it`,
        };
        continue;
      }
      add(
        'domain name',
        ...here.map((association) => deleteAssociation(association, because)),
        ...mappings.map(({ basePath }) => ({ kind: 'delete-mapping' as const, because, basePath, domainId, name })),
        { kind: 'delete-domain', because, domainId, name },
      );
    }
  }

  function isOurs({ tags }: ObservedAssociation): boolean {
    return isOwnedBy(tags, owner, 'DomainNameAccessAssociation');
  }
}

function deleteAssociation({ arn }: ObservedAssociation, because: string): DomainStep {
  return { kind: 'delete-association', because, arn };
}
