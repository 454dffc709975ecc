/** Reads `Name.1`, `Name.2`, ... (EC2) or `Name.member.1`, ... (query protocol) in order. */
export function listParameter(form: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = form.get(`${name}.${index}`) ?? form.get(`${name}.member.${index}`);
    if (value === null) return values;
    values.push(value);
  }
}

export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** EC2's `Filter.N.Name` with `Filter.N.Value.M`. */
export function filterParameters(form: URLSearchParams): Filter[] {
  const filters: Filter[] = [];
  for (let index = 1; ; index += 1) {
    const name = form.get(`Filter.${index}.Name`);
    if (name === null) return filters;
    filters.push({ name, values: listParameter(form, `Filter.${index}.Value`) });
  }
}
