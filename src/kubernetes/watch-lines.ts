import { KubernetesError } from './errors.ts';

/**
 * Splits a watch's byte stream into lines. A stream that ends inside a line was cut: that is a lost connection, not a
 * line, and since the event was never delivered a new watch from the last resourceVersion brings it again.
 */
export async function* watchLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    // Only the new part can hold the end of the pending line; a line may be a megabyte in sixty chunks.
    let searchFrom = pending.length;
    pending += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = pending.indexOf('\n', searchFrom); end >= 0; end = pending.indexOf('\n', searchFrom)) {
      const line = pending.slice(start, end);
      start = searchFrom = end + 1;
      if (line.trim() !== '') yield line;
    }
    pending = pending.slice(start);
  }
  if (pending.trim() !== '') throw new KubernetesError(0, 'ConnectionLost', 'the watch was cut inside an event');
}
