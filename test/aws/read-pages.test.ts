import { expect, test } from '@jest/globals';
import { readPages } from '../../src/aws/read-pages.ts';

/** Answers with the pages in turn and keeps the positions it was asked for. */
function pagesOf(...pages: { items?: string[]; position?: string }[]) {
  const asked: (string | undefined)[] = [];
  const readPage = (position: { position?: string }) => {
    asked.push(position.position);
    return Promise.resolve(pages[asked.length - 1]!);
  };
  return { asked, readPage };
}

test('every page is read, in order, each from where the one before ended', async () => {
  const { asked, readPage } = pagesOf(
    { items: ['a', 'b'], position: '2' },
    { items: ['c'], position: '3' },
    { items: ['d'] },
  );
  expect(await readPages(readPage)).toEqual(['a', 'b', 'c', 'd']);
  expect(asked).toEqual([undefined, '2', '3']);
});

test('an empty list is an answer without items', async () => {
  expect(await readPages(pagesOf({}).readPage)).toEqual([]);
});

test('a page without items is no end', async () => {
  expect(await readPages(pagesOf({ position: '2' }, { items: ['a'] }).readPage)).toEqual(['a']);
});

test('a page that cannot be read fails the whole, since half a list would be taken for all there is', async () => {
  const { readPage } = pagesOf({ items: ['a'], position: '2' });
  const failing = (position: { position?: string }) =>
    position.position === undefined ? readPage(position) : Promise.reject(new Error('throttled'));
  await expect(readPages(failing)).rejects.toThrow('throttled');
});
