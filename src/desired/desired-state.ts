import type { PrivateApi } from '../api/private-api.ts';
import { authorizerIntents, desiredAuthorizer } from './authorizers.ts';
import type { DesiredAuthorizer } from './authorizers.ts';
import { contentHash } from './content-hash.ts';
import { contentSettings } from './content-settings.ts';
import type { ContentSettings } from './content-settings.ts';
import type { AwsIdentity, Facts } from './facts.ts';
import { hashedRoute } from './hashed-route.ts';
import { desiredIntegration } from './integration.ts';
import { desiredPermissions } from './lambda-permissions.ts';
import type { DesiredPermission } from './lambda-permissions.ts';
import { desiredLogGroup } from './log-group.ts';
import type { DesiredLogGroup } from './log-group.ts';
import { namedPrincipals } from './named-principals.ts';
import { restApiName } from './names.ts';
import { desiredMethod, openApiDocument } from './open-api-document.ts';
import type { DesiredMethod } from './open-api-document.ts';
import { ownerTags } from './ownership.ts';
import type { Owner, Tags } from './ownership.ts';
import { preflightsOf } from './preflight.ts';
import type { Preflight } from './preflight.ts';
import { policyIntent, resourcePolicy } from './resource-policy.ts';
import type { PolicyDocument } from './resource-policy.ts';
import { routeIntents } from './route-intent.ts';
import { desiredStage } from './stage.ts';
import type { DesiredStage } from './stage.ts';
import { linkChooser, linksHash } from './managed-link.ts';
import { desiredLinks } from './vpc-links.ts';
import type { DesiredLink } from './vpc-links.ts';

/** The AWS state that one object asks for, as plain data. */
export interface DesiredState {
  readonly owner: Owner;
  readonly identity: AwsIdentity;
  readonly restApi: {
    readonly name: string;
    readonly description: string | undefined;
    readonly vpcEndpointIds: readonly string[];
    readonly policy: PolicyDocument;
    readonly tags: Tags;
  };
  readonly policyHash: string;
  readonly content: ContentSettings;
  readonly links: readonly DesiredLink[];
  /** Absent: no function is to be invoked. */
  readonly permissions?: readonly DesiredPermission[];
  /** Undefined until AWS has everything that has to be named in it. */
  readonly definition: Definition | undefined;
  readonly stage: DesiredStage;
  readonly logGroup: DesiredLogGroup | undefined;
  readonly historyLimit: number;
}

/** What a deployment freezes. */
export interface Definition {
  readonly methods: readonly DesiredMethod[];
  readonly preflights: readonly Preflight[];
  /** Absent when there are none. */
  readonly authorizers?: readonly DesiredAuthorizer[];
  readonly document: object;
  readonly hashes: Hashes;
}

/** Written into a deployment's description: the same hashes need no deployment. */
export interface Hashes {
  readonly document: string;
  readonly policy: string;
  readonly links: string;
}

/** Raise it when the same intent shall be rendered differently and every API shall be deployed anew. */
const documentFormat = 1;

export function desiredState(object: PrivateApi, facts: Facts, owner: Owner): DesiredState {
  const { spec } = object;
  const routes = routeIntents(spec);
  const vpcEndpointIds = [...spec.endpoint.existing.vpcEndpointIds].sort();
  const intent = policyIntent({
    accountId: facts.identity.accountId,
    partition: facts.identity.partition,
    stageName: spec.stage.name,
    vpcEndpointIds: [...vpcEndpointIds, ...(spec.access?.vpcEndpoints ?? []).map(({ id }) => id)],
    vpcIds: (spec.access?.vpcs ?? []).map(({ id }) => id),
    sourceCidrs: spec.access?.sourceCidrs ?? [],
    principals: namedPrincipals(spec.access),
    answersPreflight: spec.cors !== undefined,
    routes,
  });
  const userTags = spec.tags ?? {};
  const restApi = {
    name: restApiName(owner.namespace, owner.name),
    description: spec.description,
    vpcEndpointIds,
    policy: resourcePolicy(intent),
    tags: { ...userTags, ...ownerTags(owner, 'RestApi') },
  };
  const chooseLink = linkChooser(
    routes.flatMap(({ backend }) => (backend.kind === 'load-balancer' ? [backend] : [])),
    facts,
    object.status,
    owner.clusterId,
  );
  const links = desiredLinks(routes, facts, owner.clusterId, chooseLink);
  const policyHash = contentHash(intent);
  const logGroup = desiredLogGroup(object, facts.identity, owner);
  const content = contentSettings(spec);
  const authorizers = authorizerIntents(spec);
  const permissions = desiredPermissions(owner, spec.stage.name, routes, authorizers);
  return {
    owner,
    identity: facts.identity,
    restApi,
    policyHash,
    content,
    links,
    ...(permissions.length > 0 && { permissions }),
    definition: definition(),
    stage: desiredStage(spec.stage, { ...userTags, ...ownerTags(owner, 'Stage') }, logGroup),
    logGroup,
    historyLimit: spec.history.limit,
  };

  function definition(): Definition | undefined {
    const methods: DesiredMethod[] = [];
    for (const route of routes) {
      const integration = desiredIntegration(route, links, facts, chooseLink);
      if (integration === undefined) return undefined;
      methods.push(desiredMethod(route, integration));
    }
    const wantedAuthorizers = authorizers.map((intent) => desiredAuthorizer(intent, facts.identity));
    const preflights = content.cors === undefined ? [] : preflightsOf(routes, content.cors);
    return {
      methods,
      preflights,
      ...(authorizers.length > 0 && { authorizers: wantedAuthorizers }),
      document: openApiDocument({ ...restApi, content, methods, preflights, authorizers: wantedAuthorizers }),
      hashes: {
        document: contentHash({
          format: documentFormat,
          vpcEndpointIds,
          routes: routes.map(hashedRoute),
          ...content,
          ...(authorizers.length > 0 && { authorizers }),
        }),
        policy: policyHash,
        links: linksHash(links),
      },
    };
  }
}
