/** Follows API Gateway's `position` until there is no further page. */
export async function readPages<Item>(
  readPage: (position: { position?: string }) => Promise<{ items?: Item[] | undefined; position?: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let position: string | undefined;
  do {
    const page = await readPage(position === undefined ? {} : { position });
    items.push(...(page.items ?? []));
    position = page.position;
  } while (position !== undefined);
  return items;
}
