/** What `ANY` stands for; API Gateway developer guide, "Set up a method using the console", "ANY". */
const allMethods: readonly string[] = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

interface PathAndMethod {
  readonly path: string;
  readonly method: string;
}

/** The methods that a route answers: its own or, for `ANY`, all that no other route of its path names. */
export function methodsAnswered(routes: readonly PathAndMethod[]): (route: PathAndMethod) => readonly string[] {
  const namedByPath = new Map<string, Set<string>>();
  for (const { path, method } of routes) {
    namedByPath.set(path, (namedByPath.get(path) ?? new Set()).add(method));
  }
  return ({ path, method }) =>
    method === 'ANY' ? allMethods.filter((name) => !namedByPath.get(path)!.has(name)) : [method];
}
