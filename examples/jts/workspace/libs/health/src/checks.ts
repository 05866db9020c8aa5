import { getHeapStatistics } from 'node:v8';

/** Whether the heap has room: a process at its limit is killed soon. */
export function heapHasRoom(share = 0.9): boolean {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size < heap_size_limit * share;
}

/** Whether the event loop turns: resolves once it did. */
export function eventLoopTurns(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
