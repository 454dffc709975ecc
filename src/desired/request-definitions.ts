import type { DesiredMethod } from './open-api-document.ts';
import { pathParameters } from './preflight.ts';

const validatorKey = 'x-amazon-apigateway-request-validator';

/** Validators and models that the operations of `requestOperation` name. */
export function requestDefinitions(methods: readonly DesiredMethod[]): object {
  const schemas = methods.flatMap(({ request }) =>
    request?.body ? [[request.body.modelName, request.body.schema] as const] : [],
  );
  return {
    ...validatorDefinitions(methods, {}),
    ...(schemas.length > 0 && { components: { schemas: Object.fromEntries(schemas) } }),
  };
}

/** `own` are those of the user's document. */
export function validatorDefinitions(methods: readonly DesiredMethod[], own: object): object {
  const validators = methods.flatMap(({ request }) =>
    request?.validator
      ? [
          [
            request.validator.name,
            {
              validateRequestBody: request.validator.body,
              validateRequestParameters: request.validator.parameters,
            },
          ] as const,
        ]
      : [],
  );
  const all = { ...Object.fromEntries(validators), ...own };
  return Object.keys(all).length === 0 ? {} : { [`${validatorKey}s`]: all };
}

/** What an operation says of its requests. */
export function requestOperation({ pathVariables, request }: DesiredMethod): object {
  const declared = Object.keys(request?.parameters ?? {}).map((parameter) => {
    const [, , place, ...name] = parameter.split('.');
    const where = place === 'querystring' ? 'query' : 'header';
    return { name: name.join('.'), in: where, required: true, schema: { type: 'string' } };
  });
  const parameters = [...(pathParameters(pathVariables).parameters ?? []), ...declared];
  return {
    ...(parameters.length > 0 && { parameters }),
    ...(request?.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${request.body.modelName}` } } },
      },
    }),
    ...validatorOf(request),
  };
}

export function validatorOf(request: DesiredMethod['request']): object {
  return request?.validator ? { [validatorKey]: request.validator.name } : {};
}
