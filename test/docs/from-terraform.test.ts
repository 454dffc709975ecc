import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readCustomResource, walkSchema } from '../../scripts/generate/crd-schema.ts';

const page = readFileSync(new URL('../../docs/from-terraform.md', import.meta.url), 'utf8');
const { schema } = readCustomResource(new URL('../../crds/privateapis.yaml', import.meta.url));
const fields = new Set(
  ['spec', 'status'].flatMap((part) => [...walkSchema(schema.properties?.[part] ?? {}, part)].map(({ path }) => path)),
);
const named = [...page.matchAll(/`((?:spec|status)\.[^`]+)`/g)].map(([, path]) => path!);
const rows = [...page.matchAll(/^\| (?!Argument|-+ )(.+?) +\| (.+?) +\|$/gm)].map(([, argument, field]) => [
  argument!,
  field!,
]);

test('every field that the page names is one of the CRD', () => {
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((path) => !fields.has(path))).toEqual([]);
});

test('every argument has a field, or a reason why there is none', () => {
  expect(rows.length).toBeGreaterThan(100);
  const answers = ([, field]: string[]) => /`(?:spec|status)\./.test(field!) || /^None[:. ]/.test(field!);
  expect(rows.filter((row) => !answers(row) && !row[1]!.startsWith('`operationId`'))).toEqual([]);
});

test('every resource of the guide is on the page', () => {
  const resources = [
    'aws_api_gateway_rest_api',
    'aws_api_gateway_rest_api_policy',
    'aws_api_gateway_resource',
    'aws_api_gateway_method',
    'aws_api_gateway_method_settings',
    'aws_api_gateway_integration',
    'aws_api_gateway_deployment',
    'aws_api_gateway_stage',
    'aws_api_gateway_authorizer',
    'aws_api_gateway_gateway_response',
    'aws_api_gateway_request_validator',
    'aws_api_gateway_model',
    'aws_api_gateway_vpc_link',
    'aws_api_gateway_domain_name',
    'aws_api_gateway_base_path_mapping',
    'aws_api_gateway_domain_name_access_association',
    'aws_api_gateway_account',
    'aws_apigatewayv2_vpc_link',
    'aws_vpc_endpoint',
    'aws_security_group',
    'aws_cloudwatch_log_group',
    'aws_lambda_permission',
    'aws_lb',
  ];
  expect(resources.filter((resource) => !page.includes(`\`${resource}\``))).toEqual([]);
});
