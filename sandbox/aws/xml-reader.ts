/** The insides of all elements of this name, in order. Enough for what AWS's clients write: no attributes matter. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}>`, 'g'))].map(([, inside = '']) => inside);
}

/** The text of the first element of this name. */
export function elementText(xml: string, name: string): string | undefined {
  const [inside] = elements(xml, name);
  return inside
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
