import { setTimeout as sleep } from 'timers/promises';
import { atOnce } from '../../src/model/at-once';

test('a few at a time, with the results in the order of the things', async () => {
  let [now, most] = [0, 0];
  const doubled = await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (thing, index) => {
    most = Math.max(most, ++now);
    await sleep(10 - thing);
    now--;
    return `${index}: ${thing * 2}`;
  });
  expect(doubled).toEqual(['0: 2', '1: 4', '2: 6', '3: 8', '4: 10', '5: 12', '6: 14']);
  expect(most).toBe(3);
});

test('nothing to do', async () => expect(await atOnce(2, [], () => Promise.reject(new Error('never')))).toEqual([]));

test('after a failure, nothing more is begun', async () => {
  const begun: number[] = [];
  await expect(atOnce(2, [1, 2, 3, 4, 5], async thing => {
    begun.push(thing);
    await sleep(thing * 5);
    if (thing === 1) throw new Error('no');
  })).rejects.toThrow('no');
  await sleep(30);
  expect(begun).toEqual([1, 2]);
});
