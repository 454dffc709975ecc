/**
 * The first key that stands twice in one object of a JSON text, which JSON.parse would take without a word. The text is
 * known to be well-formed, so strings and brackets are all that has to be told apart.
 */
export function duplicateKey(text: string): string | undefined {
  /** Keys of the objects that are open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(?=\s*(:)?)|[{}[\]]/gsu;
  for (const match of text.matchAll(tokens)) {
    const [token, colon] = match;
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon === ':') {
      const keys = open.at(-1);
      const key = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
