import { describe, expect, test } from '@jest/globals';
import { parsePrivateApi } from '../../src/api/parse.ts';
import type { PrivateApi, PrivateApiSpec, Route } from '../../src/api/private-api.ts';
import { aPrivateApi, aRoute, route } from '../builders/private-api.ts';

const problemsOf = (object: PrivateApi) => parsePrivateApi(object).problems ?? [];
const problemsWith = (...routes: string[]) => problemsOf(aPrivateApi({ spec: { routes: routes.map(route) } }));

test('a valid object has no problems and comes back as it is', () => {
  const object = aPrivateApi();
  expect(parsePrivateApi(object)).toEqual({ object });
});

test('every problem of an object is told at once', () => {
  const routes = [aRoute({ backend: 'stock' }), route('GET /a/{x}/{x}'), aRoute({ path: '/b', backendPath: '/{y}' })];
  expect(problemsOf(aPrivateApi({ spec: { routes } }))).toEqual([
    'spec.routes[GET /orders]: backend stock is not listed under spec.backends',
    'spec.routes[GET /a/{x}/{x}]: variable {x} stands in the path twice; give each its own name',
    'spec.routes[GET /b]: backendPath uses {y}, which is no variable of the path',
  ]);
});

describe('variables of a path', () => {
  test.each([
    {
      name: 'two of one name',
      routes: ['GET /a/{id}/b/{id}'],
      problem: 'spec.routes[GET /a/{id}/b/{id}]: variable {id} stands in the path twice; give each its own name',
    },
    {
      name: 'two of one name, the second greedy',
      routes: ['GET /a/{id}/{id+}'],
      problem: 'spec.routes[GET /a/{id}/{id+}]: variable {id} stands in the path twice; give each its own name',
    },
    {
      name: 'a greedy one that is not last',
      routes: ['GET /a/{all+}/b'],
      problem: 'spec.routes[GET /a/{all+}/b]: the greedy variable {all+} must be the last segment',
    },
    {
      name: 'siblings of different names',
      routes: ['GET /a/{id}', 'GET /a/{key}/b'],
      problem:
        'routes below /a name their variable both {id} and {key}; API Gateway allows one variable at each level, so use one name',
    },
    {
      name: 'siblings, one of them greedy',
      routes: ['GET /a/{id}', 'GET /a/{id+}'],
      problem:
        'routes below /a name their variable both {id} and {id+}; API Gateway allows one variable at each level, so use one name',
    },
    {
      name: 'siblings right below the root',
      routes: ['GET /{a}', 'POST /{b}/c'],
      problem:
        'routes below / name their variable both {a} and {b}; API Gateway allows one variable at each level, so use one name',
    },
  ])('$name: refused', ({ routes, problem }) => {
    expect(problemsWith(...routes)).toEqual([problem]);
  });

  test.each([
    { name: 'one name at one level, whatever follows', routes: ['GET /a/{id}', 'POST /a/{id}', 'GET /a/{id}/b'] },
    { name: 'a variable beside literal segments', routes: ['GET /a/{id}', 'GET /a/b', 'GET /a/b/{key}'] },
    { name: 'different names at different levels', routes: ['GET /a/{id}/{key}'] },
    { name: 'a greedy one at the end', routes: ['GET /a/{proxy+}'] },
  ])('$name: accepted', ({ routes }) => {
    expect(problemsWith(...routes)).toEqual([]);
  });

  test('three names at one level are two problems, each told once however many routes have it', () => {
    expect(problemsWith('GET /{a}', 'GET /{b}/x', 'GET /{b}/y', 'GET /{c}')).toHaveLength(2);
  });
});

describe('backendPath', () => {
  const problemsOfBackendPath = (path: string, backendPath: string) =>
    problemsOf(aPrivateApi({ spec: { routes: [aRoute({ path, backendPath })] } }));

  test.each([
    ['/a/{id}', '/v2/{id}/{id}'],
    ['/a/{id}', '/fixed'],
    ['/a/{proxy+}', '/v2/{proxy}'],
    ['/a/{proxy+}', '/v2/{proxy+}'],
    ['/', '/'],
  ])('for %s it may be %s', (path, backendPath) => {
    expect(problemsOfBackendPath(path, backendPath)).toEqual([]);
  });

  test.each([
    ['/a/{id}', '/v2/{key}', 'backendPath uses {key}, which is no variable of the path'],
    ['/a', '/v2/{id}', 'backendPath uses {id}, which is no variable of the path'],
    ['/a/{id}', '/v2/{id', 'backendPath /v2/{id has a brace without its partner'],
    ['/a/{id}', '/v2/id}', 'backendPath /v2/id} has a brace without its partner'],
  ])('for %s it may not be %s', (path, backendPath, problem) => {
    expect(problemsOfBackendPath(path, backendPath)).toEqual([`spec.routes[GET ${path}]: ${problem}`]);
  });
});

describe('names in a request', () => {
  const problemsOfRequest = (request: NonNullable<Route['request']>) =>
    problemsOf(aPrivateApi({ spec: { routes: [aRoute({ path: '/orders/{id}', request })] } }));

  test('may differ in every way', () => {
    expect(problemsOfRequest({ headers: ['Id'], queryParameters: ['page'] })).toEqual([]);
  });

  test.each([
    ['a header and a query parameter', { headers: ['page'], queryParameters: ['page'] }, 'page'],
    ['a header and a variable of the path', { headers: ['id'] }, 'id'],
    ['a query parameter and a variable of the path', { queryParameters: ['id'] }, 'id'],
  ])('are not those of %s at once', (_name, request, name) => {
    expect(problemsOfRequest(request)).toEqual([
      `spec.routes[GET /orders/{id}]: request names ${name} twice; API Gateway wants names that differ across query, header and path, so use another for one of them`,
    ]);
  });
});

describe('resources', () => {
  const pathsWith = (count: number) => Array.from({ length: count }, (_, index) => `GET /a/${index}`);

  test('300 are accepted, the root and every parent counted', () => {
    expect(problemsWith(...pathsWith(298))).toEqual([]);
  });

  test('301 are refused, with the number', () => {
    expect(problemsWith(...pathsWith(299))).toEqual([
      'the paths of spec.routes need 301 resources (every one and each of its parents), and API Gateway allows 300 in one API; split the API or use {proxy+}',
    ]);
  });

  test('methods of one path share its resource', () => {
    expect(problemsWith(...pathsWith(298), ...pathsWith(298).map((text) => text.replace('GET', 'POST')))).toEqual([]);
  });
});

describe('authorization None beside IAM', () => {
  const meets = [
    { open: 'GET /a/{id} None', guarded: 'GET /a/b', because: 'a variable of a policy is any text' },
    { open: 'GET /a/{id} None', guarded: 'GET /a/{id}/b', because: 'and slashes are text' },
    { open: 'GET /{proxy+} None', guarded: 'GET /a', because: 'a greedy variable takes everything' },
    { open: 'ANY /a/{id} None', guarded: 'GET /a/b', because: 'ANY answers GET on the paths below' },
    { open: 'GET /a/{id} None', guarded: 'ANY /a/b', because: 'ANY answers GET on the path itself' },
    { open: 'ANY /{proxy+} None', guarded: 'ANY /a', because: 'both answer everything' },
    { open: 'GET /a/{id} None', guarded: 'GET /{x}/b', because: '/a/b is a request for either' },
  ];
  test.each(meets)('$open also admits callers of $guarded: $because', ({ open, guarded }) => {
    const [problem, ...others] = problemsWith(open, guarded);
    expect(others).toEqual([]);
    expect(problem).toContain(`spec.routes[${open.replace(' None', '')}] has authorization None`);
    expect(problem).toContain(`admit callers of spec.routes[${guarded}], which has IAM`);
    expect(problem).toContain('give both the same authorization');
  });

  test.each([
    { open: 'GET /a None', guarded: 'GET /a/b', because: 'a literal path matches itself only' },
    { open: 'GET /a/{id} None', guarded: 'POST /a/b', because: 'the methods differ' },
    { open: 'GET /a/{id} None', guarded: 'GET /b/c', because: 'the beginnings differ' },
    { open: 'GET /a/{id}/x None', guarded: 'GET /a/b/y', because: 'the ends differ' },
    { open: 'ANY /a None', guarded: 'GET /b/a', because: 'ANY stands for methods, not for paths' },
    { open: 'ANY /a None', guarded: 'GET /a', because: 'ANY leaves out methods that have a route of their own' },
    { open: 'ANY /a/{id} None', guarded: 'GET /a/{id}', because: 'ANY leaves out GET here too' },
    { open: 'GET /a/{id} None', guarded: 'ANY /a/{id}', because: 'and here' },
  ])('$open leaves $guarded alone: $because', ({ open, guarded }) => {
    expect(problemsWith(open, guarded)).toEqual([]);
  });

  test('routes take the default of the spec', () => {
    const routes = ['GET /a/{id}', 'GET /a/b IAM'].map(route);
    expect(problemsOf(aPrivateApi({ spec: { routes, authorization: { type: 'None' } } }))).toHaveLength(1);
  });
});

describe('authorizers', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:check';
  const authorizers: PrivateApiSpec['authorizers'] = [
    { name: 'function', lambda: { functionArn, mode: 'Request', resultTtlSeconds: 0 } },
    { name: 'people', cognito: { userPoolArns: ['arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a'] } },
  ];
  const by = (authorizer: string, scopes?: string[]) =>
    ({ type: 'Authorizer', authorizer, ...(scopes && { scopes }) }) as const;
  const problems = (spec: Partial<PrivateApiSpec>) => problemsOf(aPrivateApi({ spec: { authorizers, ...spec } }));

  test.each<[string, Partial<PrivateApiSpec>, string[]]>([
    ['a name that is listed', { authorization: by('people', ['read']) }, []],
    [
      'a name that is not, by default',
      { authorization: by('missing') },
      ['spec.authorization.authorizer: missing is not listed under spec.authorizers'],
    ],
    [
      'a name that is not, on a route',
      { routes: [{ ...route('GET /a'), authorization: by('missing') }] },
      ['spec.routes[GET /a].authorization.authorizer: missing is not listed under spec.authorizers'],
    ],
    [
      'no name',
      { authorization: { type: 'Authorizer' } },
      ['spec.authorization.authorizer: (none) is not listed under spec.authorizers'],
    ],
    [
      'a name with another type',
      { authorization: { type: 'IAM', authorizer: 'people' } },
      ['spec.authorization: authorizer and scopes need type Authorizer; remove them or set the type'],
    ],
    [
      'scopes for a function',
      { authorization: by('function', ['read']) },
      [
        'spec.authorization.scopes: only authorizers with cognito know scopes, and function is a function; remove the scopes',
      ],
    ],
  ])('%s', (_what, spec, expected) => {
    expect(problems(spec)).toEqual(expected);
  });

  const kinds = {
    IAM: { type: 'IAM' },
    None: { type: 'None' },
    Lambda: by('function'),
    Cognito: by('people'),
  } as const;
  type Kind = keyof typeof kinds;
  // What a policy with an Allow for the one's pattern would open of the other.
  const opens = new Set(['None over IAM', 'None over Lambda', 'Cognito over IAM', 'Cognito over Lambda']);
  const pairs = (Object.keys(kinds) as Kind[]).flatMap((open) =>
    (Object.keys(kinds) as Kind[]).map((guarded) => [open, guarded] as const),
  );

  test.each(pairs)('a pattern with %s over a path with %s', (open, guarded) => {
    const routes = [
      { ...route('GET /a/{id}'), authorization: kinds[open] },
      { ...route('GET /a/b'), authorization: kinds[guarded] },
    ];
    expect(problems({ routes })).toHaveLength(opens.has(`${open} over ${guarded}`) ? 1 : 0);
  });

  test('the message names both routes and who decides about each', () => {
    const routes = [
      { ...route('GET /a/{id}'), authorization: kinds.Cognito },
      { ...route('GET /a/b'), authorization: kinds.Lambda },
    ];
    expect(problems({ routes })).toEqual([
      'spec.routes[GET /a/{id}] has authorization authorizer people, and as a resource-policy pattern (/a/*) it would also admit callers of spec.routes[GET /a/b], which has authorizer function; give both the same authorization or move one below another path',
    ]);
  });

  test('backendPath does not apply to functions', () => {
    const backends = [{ name: 'orders', lambda: { functionArn }, timeoutMilliseconds: 29_000 }];
    expect(problems({ backends, routes: [{ ...route('GET /a'), backendPath: '/b' }] })).toEqual([
      'spec.routes[GET /a]: backendPath does not apply to lambda backends; remove it',
    ]);
  });
});

describe('an object that an older or foreign CRD let in', () => {
  const explained = (field: string) =>
    `${field} is missing, though the CRD requires or defaults it; install the CRD of this operator's version and apply the object again`;
  const without = (change: (spec: Record<string, unknown>) => void): PrivateApi => {
    const object = structuredClone(aPrivateApi());
    change(object.spec as unknown as Record<string, unknown>);
    return object;
  };

  test.each<[string, (spec: Record<string, unknown>) => void]>([
    ['spec.endpoint', (spec) => delete spec['endpoint']],
    ['spec.endpoint', (spec) => (spec['endpoint'] = { existing: { vpcEndpointIds: [] } })],
    ['spec.backends', (spec) => (spec['backends'] = [])],
    ['spec.backends[].loadBalancer, service, ingress or lambda', (spec) => (spec['backends'] = [{ name: 'orders' }])],
    ['spec.routes or spec.openApi', (spec) => delete spec['routes']],
    ['spec.authorization.type', (spec) => delete spec['authorization']],
    ['spec.stage.name', (spec) => (spec['stage'] = {})],
    ['spec.history.limit', (spec) => delete spec['history']],
  ])('without %s: the field is named', (field, change) => {
    expect(problemsOf(without(change))).toEqual([explained(field)]);
  });

  test('without backends: they are named once', () => {
    expect(problemsOf(without((spec) => delete spec['backends']))).toEqual([explained('spec.backends')]);
  });

  test('without a spec', () => {
    const { spec: _spec, ...rest } = aPrivateApi();
    expect(problemsOf(rest as PrivateApi)).toEqual([explained('spec')]);
  });
});

test('the work grows with the number of pairs, not with their length: 1000 routes stay cheap', () => {
  const routes: PrivateApiSpec['routes'] = Array.from({ length: 1000 }, (_, index) =>
    index < 500
      ? route(`GET /open/{id}/${index % 140} None`)
      : route(`GET /guarded/${'long/'.repeat(80)}{id}/${index % 140}`),
  );
  let reads = 0;
  const counting: ProxyHandler<Route> = {
    get(target, key) {
      reads += 1;
      return Reflect.get(target, key) as unknown;
    },
  };
  const counted = routes.map((plain) => new Proxy(plain, counting));
  problemsOf(aPrivateApi({ spec: { routes: counted } }));
  // Each rule looks at each route a few times; a rule that looks at fields for each pair would need 500 000.
  expect(reads).toBeLessThan(30 * routes.length);
});
