import type { PrivateApiStatus } from '../api/private-api.ts';

/** The status once the REST API is gone, and with it everything that lived in it. */
export function withoutRestApi(status: PrivateApiStatus): PrivateApiStatus {
  const { restApi, stage, deployments, invokeUrl, invokeUrls, ...rest } = status;
  return rest;
}
