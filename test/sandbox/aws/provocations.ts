import type { Provocation } from './provocations/given.ts';
import { restApisProvocations } from './provocations/rest-apis.ts';
import { importsProvocations } from './provocations/imports.ts';
import { resourcesProvocations } from './provocations/resources.ts';
import { methodsProvocations } from './provocations/methods.ts';
import { deploymentsProvocations } from './provocations/deployments.ts';
import { vpcLinksProvocations } from './provocations/vpc-links.ts';
import { logGroupsProvocations } from './provocations/log-groups.ts';
import { lambdaProvocations } from './provocations/lambda.ts';
import { securityGroupProvocations } from './provocations/security-groups.ts';
import { servicesProvocations } from './provocations/services.ts';

/** How each refusal of the table is brought about, by `operation: situation`. */
export const provocations: Readonly<Record<string, Provocation>> = {
  ...restApisProvocations,
  ...importsProvocations,
  ...resourcesProvocations,
  ...methodsProvocations,
  ...deploymentsProvocations,
  ...vpcLinksProvocations,
  ...logGroupsProvocations,
  ...securityGroupProvocations,
  ...servicesProvocations,
  ...lambdaProvocations,
};
