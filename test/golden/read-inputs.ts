import { existsSync, readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { readCustomResource } from '../../scripts/generate/crd-schema.ts';
import { fillDefaults } from '../../sandbox/cluster/in-memory/structural-schema.ts';
import type { PrivateApi } from '../../src/api/private-api.ts';
import type { IngressObject, ServiceObject } from '../../src/api/referred-objects.ts';
import type {
  Facts,
  FunctionFact,
  LoadBalancerFact,
  SecurityGroupFact,
  SubnetFact,
  VpcEndpointFact,
  VpcFact,
  VpcLinkFact,
} from '../../src/desired/facts.ts';
import type { Tags } from '../../src/desired/ownership.ts';
import type { BackendObjects } from '../../src/desired/resolve-backends.ts';
import { aPrivateApi } from '../builders/private-api.ts';

const { schema } = readCustomResource(new URL('../../crds/privateapis.yaml', import.meta.url));

export const fileOf = (name: string, file: string) => new URL(`${name}/${file}`, import.meta.url);

/** The object of a case as the API server would return it: the CRD's defaults filled in. */
export function readPrivateApi(name: string): PrivateApi {
  const applied = parse(readFileSync(fileOf(name, 'private-api.yaml'), 'utf8')) as Pick<
    PrivateApi,
    'spec' | 'metadata'
  >;
  fillDefaults(applied, schema as never);
  return aPrivateApi({ spec: applied.spec, metadata: applied.metadata });
}

/** The Services and Ingresses of a case that names some. */
export function readBackendObjects(name: string): BackendObjects {
  const file = fileOf(name, 'backend-objects.yaml');
  const objects = existsSync(file)
    ? parseAllDocuments(readFileSync(file, 'utf8')).map(
        (document) => document.toJS() as (ServiceObject | IngressObject) & { kind: string },
      )
    : [];
  const byName = (kind: string) =>
    new Map(objects.filter((object) => object.kind === kind).map((object) => [object.metadata.name, object]));
  return {
    services: byName('Service') as BackendObjects['services'],
    ingresses: byName('Ingress') as BackendObjects['ingresses'],
  };
}

/** What a case is not about may be left out. */
interface FactsFile extends Pick<Facts, 'identity'> {
  readonly functions?: readonly FunctionFact[];
  readonly vpcEndpoints: readonly VpcEndpointFact[];
  readonly vpcs: readonly (Omit<VpcFact, 'cidrs'> & Partial<VpcFact>)[];
  readonly loadBalancers: readonly (Omit<LoadBalancerFact, 'subnetIds'> & Partial<LoadBalancerFact>)[];
  readonly vpcLinks: readonly (Pick<VpcLinkFact, 'id' | 'status' | 'statusMessage' | 'tags'> & Partial<VpcLinkFact>)[];
  readonly subnets?: readonly SubnetFact[];
  readonly securityGroups?: readonly SecurityGroupFact[];
  /** Tags by ARN. */
  readonly resourceTags?: Readonly<Record<string, Tags>>;
}

export function readFacts(name: string): Facts {
  const {
    identity,
    vpcEndpoints,
    vpcs,
    loadBalancers,
    vpcLinks,
    subnets,
    securityGroups,
    resourceTags,
    functions = [],
  } = JSON.parse(readFileSync(fileOf(name, 'facts.json'), 'utf8')) as FactsFile;
  return {
    identity,
    vpcEndpoints: new Map(vpcEndpoints.map((fact) => [fact.id, fact])),
    vpcs: new Map(vpcs.map((fact) => [fact.id, { cidrs: [], ...fact }])),
    loadBalancers: new Map(loadBalancers.map((fact) => [fact.arn, { subnetIds: [], ...fact }])),
    vpcLinks: vpcLinks.map((fact) => ({
      version: 'V1' as const,
      targetArns: [],
      subnetIds: [],
      securityGroupIds: [],
      ...fact,
    })),
    subnets: new Map((subnets ?? []).map((fact) => [fact.id, fact])),
    securityGroups: new Map((securityGroups ?? []).map((fact) => [fact.id, fact])),
    logGroups: new Map(),
    resourceTags: new Map(Object.entries(resourceTags ?? {})),
    functions: new Map(functions.map((fact) => [fact.arn, fact])),
    hasCloudWatchRole: undefined,
  };
}
