import { EventEmitter, once } from 'events';

/** Bytes as they come. */
export type Chunks = AsyncIterable<Buffer>;

/** What takes bytes: a stream of Node's, or one that only behaves like it. */
export interface Receiver {
  write(chunk: Buffer): boolean;
  end(last?: undefined): unknown;
}

/** Writes everything at the speed of the receiver, and waits until it is done with it. */
export async function writeAll(receiver: Receiver, chunks: Chunks): Promise<void> {
  const finished = event(receiver, 'finish');
  // What comes first is thrown; without this, the other would count as unhandled.
  finished.catch(() => undefined);
  for await (const chunk of chunks) {
    if (!receiver.write(chunk)) await Promise.race([event(receiver, 'drain'), finished]);
  }
  receiver.end();
  await finished;
}

/** The same bytes, written to a receiver on their way. */
export async function* copyTo(receiver: Receiver, chunks: Chunks): Chunks {
  for await (const chunk of chunks) {
    if (!receiver.write(chunk)) await event(receiver, 'drain');
    yield chunk;
  }
}

/** The first bytes, fewer only where there are no more, and all of them. */
export async function peek(chunks: Chunks, size: number): Promise<{ readonly head: Buffer; readonly all: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done) break;
    held.push(next.value);
    length += next.value.length;
  }
  const rest = { [Symbol.asyncIterator]: () => iterator };
  return { head: Buffer.concat(held).subarray(0, size), all: concatenate(held, rest) };
}

async function* concatenate(held: readonly Buffer[], rest: Chunks): Chunks {
  yield* held;
  yield* rest;
}

export async function textOf(chunks: Chunks): Promise<string> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
}

/** The same, while somebody looks at what goes by. */
export async function* watched(chunks: Chunks, look: (chunk: Buffer) => void): Chunks {
  for await (const chunk of chunks) {
    look(chunk);
    yield chunk;
  }
}

export async function drain(chunks: Chunks): Promise<void> {
  for await (const chunk of chunks) void chunk;
}

function event(receiver: Receiver, name: string): Promise<unknown> {
  return once(receiver as Receiver & EventEmitter, name);
}
