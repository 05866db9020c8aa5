// What stands in a Compose file, in all ways to write it.

/** A value without the tag by which it takes another's place. */
export function plain(value: unknown): unknown {
  return isMap(value) && Object.keys(value).length === 1 && '!override' in value ? value['!override'] : value;
}

/** Whether a value takes the place of what an earlier file says. */
export function overrides(value: unknown): boolean {
  return isMap(value) && '!override' in value;
}

export function listOf(value: unknown): readonly unknown[] {
  const list = plain(value);
  return Array.isArray(list) ? list : [];
}

/** A map, or a list of `name=value`. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  const map = plain(value);
  if (!Array.isArray(map)) return isMap(map) ? map : {};
  return Object.fromEntries(map.map(item => {
    const [, name, text] = /^([^=]*)=?(.*)$/s.exec(String(item)) ?? [];
    return [name, text];
  }));
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As Compose reads what should be true or false. */
export function isTrue(value: unknown): boolean {
  return value === true || /^(true|yes|on|y|1|t)$/i.test(textOf(value) ?? '');
}

/**
 * A text with what Compose puts in the place of variables: their defaults, as far as there are any.
 *
 * `undefined`: a variable of whoever runs Compose decides it, or it is no text.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  let isKnown = true;
  const text = value.replace(/\$\$|\$\{(\w+)(?::?([-+?])([^{}]*))?\}|\$(\w+)/g, (whole, _name, operator, other) => {
    if (whole === '$$') return '$';
    if (operator === '-') return other;
    if (operator === '+') return '';
    isKnown = false;
    return '';
  });
  return isKnown ? text : undefined;
}
