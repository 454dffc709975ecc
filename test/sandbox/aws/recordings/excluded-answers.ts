import type { ExcludedAnswers, RecordedFile } from './recorded-case.ts';

const of = (file: RecordedFile, because: string, cases: Readonly<Record<string, number>>): ExcludedAnswers[] =>
  Object.entries(cases).map(([name, answers]) => ({ file, name, answers, because }));

/** Recorded answers that are not reproduced, by case, with the reason. */
export const excludedAnswers: readonly ExcludedAnswers[] = [
  // Models, validators, single gateway responses (get, update, delete), documentation, test invokes, creating authorizers.
  ...of('api', 'operation', {
    'TestApiGatewayApiAuthorizer::test_authorizer_crud_no_api': 1,
    'TestApiGatewayApiMethod::test_put_method_model': 8,
    'TestApiGatewayApiModels::test_model_lifecycle': 4,
    'TestApiGatewayApiModels::test_model_validation': 9,
    'TestApiGatewayApiModels::test_update_model': 6,
    'TestApiGatewayApiRequestValidator::test_validators_crud_no_api': 2,
    'TestApiGatewayApiRequestValidator::test_request_validator_lifecycle': 9,
    'TestApiGatewayApiRequestValidator::test_invalid_get_request_validator': 2,
    'TestApiGatewayApiRequestValidator::test_invalid_get_request_validators': 1,
    'TestApiGatewayApiRequestValidator::test_invalid_delete_request_validator': 2,
    'TestApiGatewayApiRequestValidator::test_create_request_validator_invalid_api_id': 1,
    'TestApiGatewayApiRequestValidator::test_invalid_update_request_validator_operations': 5,
    'TestApiGatewayGatewayResponse::test_gateway_response_crud': 4,
    'TestApiGatewayGatewayResponse::test_gateway_response_validation': 7,
    'TestApiGatewayGatewayResponse::test_update_gateway_response': 12,
    'TestApigatewayTestInvoke::test_invoke_test_method': 10,
    'TestApigatewayTestInvoke::test_failed_invoke_test_method': 1,
    'TestApiGatewayApiDocumentationPart::test_doc_parts_crud_no_api': 2,
    'TestApiGatewayApiDocumentationPart::test_documentation_part_lifecycle': 6,
    'TestApiGatewayApiDocumentationPart::test_invalid_get_documentation_part': 2,
    'TestApiGatewayApiDocumentationPart::test_invalid_get_documentation_parts': 1,
    'TestApiGatewayApiDocumentationPart::test_invalid_update_documentation_part': 3,
    'TestApiGatewayApiDocumentationPart::test_invalid_create_documentation_part_operations': 2,
    'TestApiGatewayApiDocumentationPart::test_invalid_delete_documentation_part': 3,
    'TestApiGatewayApiDocumentationPart::test_import_documentation_parts': 3,
    'TestApiGatewayApiDocumentationPart::test_import_documentation_parts_bad_file': 2,
  }),
  // CreateRestApi as a preparation: the same answer is reproduced in other cases.
  ...of('api', 'a bare CreateRestApi before validators, which other cases reproduce', {
    'TestApiGatewayApiRequestValidator::test_request_validator_lifecycle, create-rest-api': 1,
    'TestApiGatewayApiRequestValidator::test_invalid_update_request_validator_operations, create-rest-api': 1,
  }),
  ...of('api', 'the JavaScript SDK neither sends nor reads null in a map', {
    'TestApigatewayIntegration::test_put_integration_response_templates': 2,
  }),
  ...of('api', 'the JavaScript SDK sends text only in a map whose recorded value is a map again', {
    'TestApiGatewayGatewayResponse::test_update_gateway_response, put-gateway-response': 1,
  }),
  ...of('api', 'setup', {
    'TestApiGatewayApiResource::test_create_proxy_resource': 1,
    'TestApiGatewayVpcLink::test_vpc_link_lifecycle': 1,
  }),
  // Usage plans, keys, documentation, models and validators.
  ...of('common', 'operation', {
    'TestUsagePlans::test_api_key_required_for_methods': 4,
    'TestUsagePlans::test_usage_plan_crud': 11,
    'TestDocumentations::test_documentation_parts_and_versions': 5,
    'TestApiGatewayCommon::test_api_gateway_request_validator': 1,
    'TestApiGatewayCommon::test_api_gateway_request_validator_with_ref_models': 1,
    'TestApiGatewayCommon::test_api_gateway_request_validator_with_ref_one_ofmodels': 1,
  }),
  // Answers to invokes, and a Lambda function.
  ...of('common', 'setup', {
    'TestApiGatewayCommon::test_api_gateway_request_validator': 5,
    'TestApiGatewayCommon::test_api_gateway_request_validator_with_ref_models': 2,
    'TestApiGatewayCommon::test_api_gateway_request_validator_with_ref_one_ofmodels': 4,
    'TestApigatewayRouting::test_routing_not_found': 3,
    'TestApiGatewayCommon::test_invocation_trace_id': 6,
    'TestApiGatewayCommon::test_input_path_template_formatting': 13,
    'TestApiGatewayCommon::test_input_body_formatting': 6,
  }),
  ...of('import', 'operation', {
    test_import_swagger_api: 1,
    'test_import_and_validate_rest_api[openapi.spec.tf.json]': 1,
    'test_import_and_validate_rest_api[swagger-mock-cors.json]': 1,
    test_import_with_circular_models: 1,
    test_import_with_circular_models_and_request_validation: 2,
  }),
  ...of('import', 'setup', { test_import_with_stage_variables: 2 }),
];
