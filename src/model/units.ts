const UNITS = ['B', 'KiB', 'MiB', 'GiB'];

/** Memory in bytes for people, as Compose counts it: `512 MiB`, `1.5 GiB`. */
export function memoryText(bytes: number): string {
  let unit = 0;
  let rest = bytes;
  for (; rest >= 1024 && unit < UNITS.length - 1; unit++) rest /= 1024;
  return `${Number(rest.toFixed(1))} ${UNITS[unit]}`;
}
