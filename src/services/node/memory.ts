import { Size } from '../../model/size';
import type { ServiceOptions } from '../service-options';

/** What a service may have unless it says it, in MiB. */
const USUAL = 512;
/** Beside the heap, Node needs room for code, buffers and stacks: half of the heap again. */
const BESIDE_THE_HEAP = 1.5;

/**
 * The memory limit that a heap asks for, where none was said and the usual one leaves too little room.
 *
 * @param caches the folders in memory that count against the same limit
 */
export function memoryFor({ heap, memory }: { readonly heap?: Size; readonly memory?: Size }, caches: readonly Size[] = []): Partial<ServiceOptions> {
  const beside = caches.reduce((sum, size) => sum + size.toMebibytes(), 0);
  const needed = heap ? Math.ceil(heap.toMebibytes() * BESIDE_THE_HEAP + beside) : 0;
  return memory || needed <= USUAL ? {} : { memory: Size.mebibytes(needed) };
}
