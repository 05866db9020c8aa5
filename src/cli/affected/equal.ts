import { isDeepStrictEqual } from 'util';
import { type Table, table } from '../../workspace/value';

/** Whether two values say the same, in whatever order their keys are. */
export function equal(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

/** The keys that two tables do not have with the same value. */
export function differences(before: unknown, now: unknown): string[] {
  const [a, b]: Table[] = [table(before) ?? {}, table(now) ?? {}];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(key => !equal(own(a, key), own(b, key)));
}

function own(of: Table, key: string): unknown {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}
