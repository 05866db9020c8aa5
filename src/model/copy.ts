/** Options with lists of their own: what a caller does to theirs later changes nothing. */
export function withOwnLists<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value])) as T;
}
