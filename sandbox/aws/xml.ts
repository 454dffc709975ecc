/** A value to write as XML: text, an element with children by name, or a list whose items get one name. */
export type XmlValue = string | number | boolean | undefined | XmlElement | XmlList;
export interface XmlElement {
  readonly [name: string]: XmlValue;
}
/** EC2 lists use `item`, the query protocol `member`, Route 53 a name for each kind. */
export interface XmlList {
  readonly itemName: string;
  readonly items: readonly XmlValue[];
}

/** Children of an element; what is undefined is left out. */
export function renderXml(element: XmlElement): string {
  return Object.entries(element)
    .map(([name, value]) => renderElement(name, value))
    .join('');
}

function renderElement(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`;
  return `<${name}>${isList(value) ? renderItems(value) : renderXml(value)}</${name}>`;
}

const isList = (value: XmlElement | XmlList): value is XmlList => Array.isArray(value['items']);

const renderItems = (list: XmlList) => list.items.map((item) => renderElement(list.itemName, item)).join('');

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
