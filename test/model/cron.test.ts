import { checkCron } from '../../src/model/cron';
import { lintWorkflow } from '../workflow-validators';

const GOOD = [
  '23 4 * * 1', '0 0 1 1 0', '59 23 31 12 6', '*/5 * * * *', '0,30 * * * *', '15 4-6 * * MON-FRI', '20/15 * * * *', '2,10 4,5 * * *',
  '0 */6 * * *', '30 5,17 * * *', '7 1-23/2 1,15 JAN,jul *', '0 0 29 2 *', '0 0 31 * *', '0 0 30,31 2,3 *', '0 3 * * SUN', '05 04 01 09 *',
  '58 23 * * *', '30,0 * * * *', '*/59 3 * * *', '5-59/10 * * * *',
  // Either day is enough.
  '0 0 31 2 MON',
];

test.each(GOOD)('%s is a schedule, and GitHub\'s parser and actionlint take it', async cron => {
  expect(checkCron(cron, 'schedule')).toBe(cron);
  expect(await lintWorkflow('cron.yml', workflow(cron))).toEqual([]);
});

test('minutes are counted to the next hour that is named', () => {
  // GitHub's own warning counts to the next hour, whether it is named or not.
  expect(checkCron('0,58 0,2,4 * * *', 'schedule')).toBe('0,58 0,2,4 * * *');
});

test.each([
  '', ' ', '@weekly', '@daily', '* * * *', '0 0 * * * *', '0 0 4 * * 1', ' 0 4 * * 1', '0 4 * * 1 ', '0  4 * * 1', '0\t4 * * 1', '0 4 * * 1\n', '${{ vars.CRON }}',
])('%j is not five fields', cron => {
  expect(() => checkCron(cron, 'schedule')).toThrow(new Error('schedule must be five cron fields with one space between them (minute, hour, day of the month, month, day of the week), '
    + `such as "23 4 * * 1" for Mondays at 04:23 UTC, got ${JSON.stringify(cron)}`));
});

test.each([undefined, null, 5, {}])('%j is no schedule', cron => {
  expect(() => checkCron(cron as string, 'schedule')).toThrow('schedule must be five cron fields');
});

const END = (from: number, to: number, names = '') => `write numbers from ${from} to ${to}${names} with * , - and /, such as "23 4 * * 1" for Mondays at 04:23 UTC`;

test.each([
  ['60 4 * * *', `minute of schedule has a value that is none, got "60" in "60 4 * * *"; ${END(0, 59)}`],
  ['0 24 * * *', `hour of schedule has a value that is none, got "24" in "0 24 * * *"; ${END(0, 23)}`],
  ['0 0 0 * *', `day of the month of schedule has a value that is none, got "0" in "0 0 0 * *"; ${END(1, 31)}`],
  ['0 0 32 * *', 'day of the month of schedule has a value that is none, got "32"'],
  ['0 0 * 0 *', `month of schedule has a value that is none, got "0" in "0 0 * 0 *"; ${END(1, 12, ' or JAN to DEC')}`],
  ['0 0 * 13 *', 'month of schedule has a value that is none'],
  ['0 0 * SEPT *', 'month of schedule has a value that is none'],
  ['0 0 * * 7', `day of the week of schedule has a value that is none, got "7" in "0 0 * * 7"; ${END(0, 6, ' or SUN to SAT')}`],
  ['0 0 * * MONDAY', 'day of the week of schedule has a value that is none'],
  ['0 0 MON * *', 'day of the month of schedule has a value that is none'],
  ['0 0 * * JAN', 'day of the week of schedule has a value that is none'],
  ['-1 0 * * *', 'minute of schedule has a value that is none'],
  ['1- 0 * * *', 'minute of schedule has a value that is none'],
  ['1-2-3 0 * * *', 'minute of schedule has a value that is none'],
  ['1.5 0 * * *', 'minute of schedule has a value that is none'],
  ['1e1 0 * * *', 'minute of schedule has a value that is none'],
  ['0x1 0 * * *', 'minute of schedule has a value that is none'],
  ['000 0 * * *', 'minute of schedule has a value that is none'],
  ['** 0 * * *', 'minute of schedule has a value that is none'],
  ['5, 0 * * *', 'minute of schedule has an empty place in its list, got "5,"'],
  ['5,,6 0 * * *', 'minute of schedule has an empty place in its list'],
  ['0 5-3 * * *', 'hour of schedule has a range that ends before it begins, got "5-3"'],
  ['0 0 * * FRI-MON', 'day of the week of schedule has a range that ends before it begins'],
  ['*/0 0 * * *', 'minute of schedule has a step that is not from 1 to 59'],
  ['*/90 0 * * *', 'minute of schedule has a step that is not from 1 to 59'],
  ['0 0 */31 * *', 'day of the month of schedule has a step that is not from 1 to 30'],
  ['0 */24 * * *', 'hour of schedule has a step that is not from 1 to 23'],
  ['0 0 */x * *', 'day of the month of schedule has a step that is not from 1 to 30'],
  ['*/ 0 * * *', 'minute of schedule has a value that is none'],
  ['*/5/5 0 * * *', 'minute of schedule has a value that is none'],
  ['0 0 L * *', 'day of the month of schedule has a sign that GitHub does not know (no L, W, # or ?), got "L"'],
  ['0 0 15W * *', 'day of the month of schedule has a sign that GitHub does not know'],
  ['0 0 ? * 1', 'day of the month of schedule has a sign that GitHub does not know'],
  ['0 0 * * 1#2', 'day of the week of schedule has a sign that GitHub does not know'],
])('%s is refused', (cron, message) => {
  expect(() => checkCron(cron, 'schedule')).toThrow(message);
});

test.each([
  ['* * * * *', '1 minute'], ['*/4 * * * *', '4 minutes'], ['0-10 3 * * *', '1 minute'], ['0,2 4 * * 1', '2 minutes'], ['33,10,30 4 * * 1', '3 minutes'], ['50/3 4 * * 1', '3 minutes'],
  // From one hour to the next, and past midnight.
  ['*/7 * * * *', '4 minutes'], ['0,58 3,4 * * *', '2 minutes'], ['0,58 0,23 * * *', '2 minutes'],
])('%s is due too often', (cron, gap) => {
  expect(() => checkCron(cron, 'workflows.rescan.schedule')).toThrow(new Error(
    `workflows.rescan.schedule is due again after ${gap}, but GitHub runs a schedule at most every 5 minutes; say fewer minutes, `
    + `such as "23 4 * * 1" for Mondays at 04:23 UTC, got ${JSON.stringify(cron)}`));
});

test.each([
  ['0 0 31 2 *', 31], ['0 0 30 2 *', 30], ['0 0 30,31 FEB *', 30], ['0 0 31 2,4,6,9,11 *', 31], ['0 0 31 4-4 0-6', 31],
])('%s never comes', (cron, day) => {
  expect(() => checkCron(cron, 'schedule')).toThrow(new Error(`schedule never comes, because no month that it names has a day ${day}; name another, `
    + `such as "23 4 * * 1" for Mondays at 04:23 UTC, got ${JSON.stringify(cron)}`));
});

function workflow(cron: string): string {
  return `on: { schedule: [{ cron: ${JSON.stringify(cron)} }] }\npermissions: {}\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: exit 0\n`;
}
