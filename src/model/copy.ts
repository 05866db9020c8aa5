/**
 * Options with lists and records of their own, however deep: what a caller does to theirs later changes nothing. Instances
 * of classes stay what they are.
 */
export function withOwnCollections<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, ownCopy(value)])) as T;
}

function ownCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ownCopy);
  return isPlain(value) ? withOwnCollections(value) : value;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
