import { oncePer, oncePerText } from '../../src/model/memo';

test('an object is looked at once, whatever comes of it', () => {
  const make = jest.fn((list: readonly string[]) => (list.length > 0 ? list.length : undefined));
  const lengthOf = oncePer(make);
  const [one, none] = [['a'], []];
  expect([lengthOf(one), lengthOf(one), lengthOf(none), lengthOf(none), lengthOf(['a'])]).toEqual([1, 1, undefined, undefined, 1]);
  expect(make).toHaveBeenCalledTimes(3);
});

test('so is a text, as long as there are not too many', () => {
  const make = jest.fn((text: string) => text || undefined);
  const same = oncePerText(make, 2);
  expect(['a', 'a', '', ''].map(same)).toEqual(['a', 'a', undefined, undefined]);
  expect(make).toHaveBeenCalledTimes(2);
  expect(['b', 'a', 'b'].map(same)).toEqual(['b', 'a', 'b']);
  expect(make).toHaveBeenCalledTimes(4);
});

test('what fails is tried again', () => {
  let isBroken = true;
  const make = oncePerText(() => {
    if (isBroken) throw new Error('broken');
    return 1;
  });
  expect(() => make('')).toThrow('broken');
  isBroken = false;
  expect(make('')).toBe(1);
});
