import { importCases } from './import-cases.ts';
import { apiKeyAuthorizer, cognito } from './import-authorizer-cases.ts';
import { awsIntegration, lambdaWithKey, mockCors } from './import-lambda-cases.ts';
import { circularModels } from './import-model-cases.ts';
import { petStore } from './import-pet-store-case.ts';
import { gatewayResponseCases } from './gateway-response-cases.ts';
import { integrationCases } from './integration-cases.ts';
import { methodCases } from './method-cases.ts';
import { methodResponseCases } from './method-response-cases.ts';
import type { RecordedCase, RecordedFile } from './recorded-case.ts';
import { resourceCases } from './resource-cases.ts';
import { restApiCases } from './rest-api-cases.ts';
import { stageCases } from './stage-cases.ts';
import { vpcLinkCases } from './vpc-link-cases.ts';

/** How many entries the recordings hold, by file. */
export const recordedTotals: Readonly<Record<RecordedFile, number>> = { api: 363, common: 107, import: 247 };

export const recordedCases: readonly RecordedCase[] = [
  ...restApiCases,
  ...resourceCases,
  ...methodCases,
  ...methodResponseCases,
  ...integrationCases,
  ...vpcLinkCases,
  ...stageCases,
  ...gatewayResponseCases,
  ...importCases,
  petStore,
  lambdaWithKey,
  mockCors,
  awsIntegration,
  apiKeyAuthorizer,
  cognito,
  circularModels(false),
  circularModels(true),
];
