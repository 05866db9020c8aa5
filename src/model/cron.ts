import { show, UsageError } from './problem';

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Words for the values from `min` on. */
  readonly names?: readonly string[];
  readonly hint?: string;
}

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'], hint: ' or JAN to DEC' },
  { name: 'day of the week', min: 0, max: 6, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'], hint: ' or SUN to SAT' },
];

/** The longest that each month gets. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const SHORTEST_MINUTES = 5;
const EXAMPLE = 'such as "23 4 * * 1" for Mondays at 04:23 UTC';

/**
 * A schedule as GitHub takes it: POSIX cron of five fields with `*`, lists, ranges and steps.
 *
 * @param what how a message calls it, such as `workflows.rescan.schedule`
 * @throws when it does not parse, never comes, or comes more often than GitHub runs it
 */
export function checkCron(text: string, what: string): string {
  const fields = typeof text === 'string' ? text.split(' ') : [];
  if (fields.length !== FIELDS.length || fields.some(field => !/^\S+$/.test(field))) {
    throw new UsageError(`${what} must be five cron fields with one space between them (minute, hour, day of the month, month, day of the week), ${EXAMPLE}, got ${show(text)}`);
  }
  const [minutes, hours, days, months, weekdays] = fields.map((field, i) => values(field, FIELDS[i], `of ${what}`, text));
  const gap = shortestGap(minutes, hours);
  if (gap < SHORTEST_MINUTES) {
    throw new UsageError(`${what} is due again after ${gap === 1 ? '1 minute' : `${gap} minutes`}, but GitHub runs a schedule at most every ${SHORTEST_MINUTES} minutes; say fewer minutes, ${EXAMPLE}, got ${show(text)}`);
  }
  // A day of the week that is said is enough: cron takes either.
  if (weekdays.length === 7 && !months.some(month => days[0] <= DAYS[month - 1])) {
    throw new UsageError(`${what} never comes, because no month that it names has a day ${days[0]}; name another, ${EXAMPLE}, got ${show(text)}`);
  }
  return text;
}

/** All values that a field names, in order. */
function values(text: string, field: Field, of: string, whole: string): number[] {
  const { name, min, max, hint = '' } = field;
  const wrong = (why: string) => new UsageError(`${name} ${of} ${why}, got ${show(text)} in ${show(whole)}; write numbers from ${min} to ${max}${hint} with * , - and /, ${EXAMPLE}`);
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const [, range, first, last, step] = /^(\*|(\w+)(?:-(\w+))?)(?:\/(\w+))?$/.exec(item) ?? [];
    if (range === undefined) throw wrong(oddity(item));
    const from = range === '*' ? min : valueOf(first, field);
    const to = range === '*' ? max : last === undefined ? from : valueOf(last, field);
    if (from === undefined || to === undefined) throw wrong(oddity(item));
    if (to < from) throw wrong('has a range that ends before it begins');
    const by = step === undefined ? 1 : Number(/^\d{1,2}$/.test(step) ? step : NaN);
    if (!(by >= 1 && by <= max - min)) throw wrong(`has a step that is not from 1 to ${max - min}`);
    // A step behind one value goes on to the end.
    for (let value = from; value <= (step !== undefined && last === undefined ? max : to); value += by) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function valueOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? min + named : /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

function oddity(item: string): string {
  if (/[LW#?]/i.test(item) && !/[a-z]{3}/i.test(item)) return 'has a sign that GitHub does not know (no L, W, # or ?)';
  return item === '' ? 'has an empty place in its list' : 'has a value that is none';
}

/** The fewest minutes from one time to the next on a day, or past midnight. */
function shortestGap(minutes: readonly number[], hours: readonly number[]): number {
  const within = minutes.slice(1).map((minute, i) => minute - minutes[i]);
  const hourAfterHour = hours.some(hour => hours.includes((hour + 1) % 24));
  return Math.min(60, ...within, ...hourAfterHour ? [minutes[0] + 60 - minutes[minutes.length - 1]] : []);
}
