import { describe, expect, test } from '@jest/globals';
import { evaluatePolicy, type PolicyDecision } from '../../../../sandbox/aws/iam/evaluate-policy.ts';
import type { RequestContext, RequestPrincipal } from '../../../../sandbox/aws/iam/request-context.ts';
import type { PolicyStatement } from '../../../../sandbox/aws/state.ts';

const role: RequestPrincipal = { arn: 'arn:aws:iam::111122223333:role/caller', accountId: '111122223333' };
const session: RequestPrincipal = {
  arn: 'arn:aws:sts::111122223333:assumed-role/caller/pod-1',
  accountId: '111122223333',
};
const foreignUser: RequestPrincipal = { arn: 'arn:aws:iam::444455556666:user/eve', accountId: '444455556666' };

const request: RequestContext = {
  principal: role,
  action: 'execute-api:Invoke',
  resourceArn: 'arn:aws:execute-api:eu-west-1:111122223333:abcde12345/prod/GET/orders/1',
  conditionKeys: { 'aws:SourceVpce': 'vpce-1', 'aws:VpcSourceIp': '10.0.1.20' },
};
const everything: PolicyStatement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

interface Case {
  rule: string;
  statements: PolicyStatement[];
  request?: Partial<RequestContext>;
  expected: PolicyDecision;
}

const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';
const denyAllow = `${IAM}reference_policies_evaluation-logic_policy-eval-denyallow.html`;
const principals = `${IAM}reference_policies_elements_principal.html`;
const notPrincipal = `${IAM}reference_policies_elements_notprincipal.html`;
const actions = `${IAM}reference_policies_elements_action.html`;
const resources = `${IAM}reference_policies_elements_resource.html`;
const conditions = `${IAM}reference_policies_elements_condition.html`;

describe.each<{ source: string; cases: Case[] }>([
  {
    source: denyAllow,
    cases: [
      { rule: 'nothing that matches is an implicit deny', statements: [], expected: 'ImplicitDeny' },
      { rule: 'a matching Allow allows', statements: [everything], expected: 'Allow' },
      {
        rule: 'a matching Deny wins, wherever it stands',
        statements: [everything, { ...everything, Effect: 'Deny' }, everything],
        expected: 'ExplicitDeny',
      },
      {
        rule: 'a Deny that does not match denies nothing',
        statements: [everything, { ...everything, Effect: 'Deny', Action: 's3:*' }],
        expected: 'Allow',
      },
    ],
  },
  {
    source: principals,
    cases: [
      { rule: '* is everyone, anonymous too', statements: [everything], request: anonymous(), expected: 'Allow' },
      {
        rule: '{AWS: *} is everyone, anonymous too',
        statements: [{ ...everything, Principal: { AWS: '*' } }],
        request: anonymous(),
        expected: 'Allow',
      },
      {
        rule: 'an anonymous caller is no named principal',
        statements: [{ ...everything, Principal: { AWS: role.arn } }],
        request: anonymous(),
        expected: 'ImplicitDeny',
      },
      {
        rule: 'an anonymous caller belongs to no account',
        statements: [{ ...everything, Principal: { AWS: '111122223333' } }],
        request: anonymous(),
        expected: 'ImplicitDeny',
      },
      {
        rule: 'an account id stands for its root and so for its principals',
        statements: [{ ...everything, Principal: { AWS: '111122223333' } }],
        expected: 'Allow',
      },
      {
        rule: 'a root ARN stands for the account',
        statements: [{ ...everything, Principal: { AWS: ['arn:aws:iam::111122223333:root'] } }],
        expected: 'Allow',
      },
      {
        rule: 'an account does not stand for others',
        statements: [{ ...everything, Principal: { AWS: '111122223333' } }],
        request: { principal: foreignUser },
        expected: 'ImplicitDeny',
      },
      {
        rule: 'one ARN of a list is enough',
        statements: [{ ...everything, Principal: { AWS: [foreignUser.arn, role.arn] } }],
        expected: 'Allow',
      },
      {
        rule: 'a role stands for its sessions',
        statements: [{ ...everything, Principal: { AWS: role.arn } }],
        request: { principal: session },
        expected: 'Allow',
      },
      {
        rule: 'a session does not stand for other sessions',
        statements: [{ ...everything, Principal: { AWS: session.arn } }],
        request: { principal: { ...session, arn: session.arn.replace('pod-1', 'pod-2') } },
        expected: 'ImplicitDeny',
      },
      {
        rule: 'part of an ARN with a wildcard names nobody',
        statements: [{ ...everything, Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }],
        expected: 'ImplicitDeny',
      },
      {
        rule: 'a service is not the caller',
        statements: [{ ...everything, Principal: { Service: 'apigateway.amazonaws.com' } }],
        expected: 'ImplicitDeny',
      },
      {
        rule: 'an identity policy has no Principal and speaks of its holder',
        statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        expected: 'Allow',
      },
    ],
  },
  {
    source: notPrincipal,
    cases: [
      {
        rule: 'Deny with NotPrincipal spares one whose account and role are both listed',
        statements: [everything, denyAllBut('arn:aws:iam::111122223333:root', role.arn)],
        expected: 'Allow',
      },
      {
        rule: 'Deny with NotPrincipal strikes one whose account is missing from the list',
        statements: [everything, denyAllBut(role.arn)],
        expected: 'ExplicitDeny',
      },
      {
        rule: 'Deny with NotPrincipal strikes others of a listed account',
        statements: [everything, denyAllBut('111122223333', 'arn:aws:iam::111122223333:role/other')],
        expected: 'ExplicitDeny',
      },
      {
        rule: 'a session needs its own ARN in the list as well',
        statements: [everything, denyAllBut('111122223333', role.arn)],
        request: { principal: session },
        expected: 'ExplicitDeny',
      },
      {
        rule: 'a session listed with role and account is spared',
        statements: [everything, denyAllBut('111122223333', role.arn, session.arn)],
        request: { principal: session },
        expected: 'Allow',
      },
      {
        rule: 'anonymous callers are never on the list',
        statements: [everything, denyAllBut('111122223333', role.arn)],
        request: anonymous(),
        expected: 'ExplicitDeny',
      },
    ],
  },
  {
    source: actions,
    cases: [
      { rule: 'actions are compared without case', statements: [withAction('EXECUTE-API:invoke')], expected: 'Allow' },
      { rule: '* is a run of characters', statements: [withAction('execute-api:Inv*')], expected: 'Allow' },
      { rule: '? is exactly one character', statements: [withAction('execute-api:Invok?')], expected: 'Allow' },
      { rule: '? is not none', statements: [withAction('execute-api:Invoke?')], expected: 'ImplicitDeny' },
      { rule: 'a dot is a dot', statements: [withAction('execute.api:Invoke')], expected: 'ImplicitDeny' },
      {
        rule: 'another action does not match',
        statements: [withAction('execute-api:Manage')],
        expected: 'ImplicitDeny',
      },
      {
        rule: 'NotAction is all but the listed',
        statements: [{ Effect: 'Allow', Principal: '*', NotAction: ['s3:*'], Resource: '*' }],
        expected: 'Allow',
      },
      {
        rule: 'NotAction excludes the listed',
        statements: [{ Effect: 'Allow', Principal: '*', NotAction: 'execute-api:*', Resource: '*' }],
        expected: 'ImplicitDeny',
      },
    ],
  },
  {
    source: resources,
    cases: [
      { rule: 'a wildcard crosses slashes', statements: [onResource('abcde12345/*')], expected: 'Allow' },
      { rule: 'segments can be wild', statements: [onResource('abcde12345/*/GET/*')], expected: 'Allow' },
      {
        rule: 'another verb does not match',
        statements: [onResource('abcde12345/*/POST/*')],
        expected: 'ImplicitDeny',
      },
      { rule: 'case counts in ARNs', statements: [onResource('abcde12345/Prod/*')], expected: 'ImplicitDeny' },
      {
        rule: 'a wildcard stays inside its part of the ARN',
        statements: [{ ...everything, Resource: 'arn:aws:execute-api:*:abcde12345/*' }],
        expected: 'ImplicitDeny',
      },
      {
        rule: 'region and account may be wild',
        statements: [{ ...everything, Resource: 'arn:aws:execute-api:*:*:abcde12345/*' }],
        expected: 'Allow',
      },
      {
        rule: 'NotResource is all but the listed',
        statements: [{ Effect: 'Allow', Principal: '*', Action: '*', NotResource: 'arn:aws:execute-api:*:*:other/*' }],
        expected: 'Allow',
      },
      {
        rule: 'NotResource excludes the listed',
        statements: [{ Effect: 'Allow', Principal: '*', Action: '*', NotResource: [request.resourceArn] }],
        expected: 'ImplicitDeny',
      },
    ],
  },
  {
    source: conditions,
    cases: [
      {
        rule: 'a Condition narrows the statement',
        statements: [{ ...everything, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-2' } } }],
        expected: 'ImplicitDeny',
      },
      {
        rule: 'two keys negated in one Deny strike only when neither matches',
        statements: [
          everything,
          {
            ...everything,
            Effect: 'Deny',
            Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-9'], 'aws:SourceVpc': 'vpc-1' } },
          },
        ],
        expected: 'Allow',
      },
      {
        rule: 'two Denies with one key each strike when either does not match',
        statements: [
          everything,
          { ...everything, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } },
          { ...everything, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } },
        ],
        expected: 'ExplicitDeny',
      },
    ],
  },
])('$source', ({ cases }) => {
  test.each(cases)('$rule', ({ statements, request: difference = {}, expected }) => {
    expect(evaluatePolicy({ Statement: statements }, { ...request, ...difference })).toBe(expected);
  });
});

test('policy variables are an error where AWS would replace them, and plain text in old versions', () => {
  const Statement = { ...everything, Resource: 'arn:aws:execute-api:*:${aws:PrincipalAccount}:*' };
  expect(() => evaluatePolicy({ Version: '2012-10-17', Statement }, request)).toThrow('not emulated');
  expect(evaluatePolicy({ Statement }, request)).toBe('ImplicitDeny');
});

test('a single statement needs no list', () => {
  expect(evaluatePolicy({ Statement: everything }, request)).toBe('Allow');
});

function anonymous(): Partial<RequestContext> {
  return { principal: undefined };
}

function denyAllBut(...arns: string[]): PolicyStatement {
  return { Effect: 'Deny', NotPrincipal: { AWS: arns }, Action: '*', Resource: '*' };
}

function withAction(action: string): PolicyStatement {
  return { ...everything, Action: ['s3:GetObject', action] };
}

function onResource(path: string): PolicyStatement {
  return { ...everything, Resource: `arn:aws:execute-api:eu-west-1:111122223333:${path}` };
}
