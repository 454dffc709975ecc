/** The map with one entry changed or removed. */
export function changedMap<T>(
  map: Readonly<Record<string, T>> | undefined,
  name: string,
  op: string,
  value: T,
): Record<string, T> | undefined {
  const { [name]: _previous, ...others } = map ?? {};
  return whenAny(op === 'remove' ? others : { ...others, [name]: value });
}

/** API Gateway leaves empty maps out of most answers. */
export function whenAny<T>(map: Record<string, T> | undefined): Record<string, T> | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map;
}
