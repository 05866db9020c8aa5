import type { IPolicyRule } from './rule';
import { sudo } from './rules/sudo';

/** All rules, in the order in which their findings are said. */
export const RULES: readonly IPolicyRule[] = [
  sudo,
];
