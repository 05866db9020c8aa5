import { Duration } from '../../src/model/duration';

test.each([
  [Duration.milliseconds(0), 0, '0s'],
  [Duration.milliseconds(1), 1, '1ms'],
  [Duration.milliseconds(1500), 1500, '1s500ms'],
  [Duration.seconds(0.25), 250, '250ms'],
  [Duration.seconds(0.07), 70, '70ms'],
  [Duration.seconds(60), 60_000, '1m'],
  [Duration.seconds(90), 90_000, '1m30s'],
  [Duration.minutes(1.5), 90_000, '1m30s'],
  [Duration.minutes(120), 7_200_000, '120m'],
  [Duration.milliseconds(61_001), 61_001, '1m1s1ms'],
])('%s is %p ms and written %p', (duration, milliseconds, text) => {
  expect([duration.toMilliseconds(), duration.toSeconds(), duration.toString()]).toEqual([milliseconds, milliseconds / 1000, text]);
});

test.each([
  [() => Duration.milliseconds(0.5), 'milliseconds, whole in milliseconds, got 0.5'],
  [() => Duration.seconds(-1), 'seconds, whole in milliseconds, got -1'],
  [() => Duration.seconds(0.0001), 'seconds, whole in milliseconds, got 0.0001'],
  [() => Duration.minutes(Infinity), 'minutes, whole in milliseconds, got null'],
  [() => Duration.seconds('15' as never), 'seconds, whole in milliseconds, got "15"'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(new Error(`a duration must be a positive number of ${message}`));
});
