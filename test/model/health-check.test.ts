import { Duration } from '../../src/model/duration';
import { HealthCheck, HealthCheckKind } from '../../src/model/health-check';

test('what is not said has a default', () => {
  const { kind, path, interval, timeout, startPeriod, startInterval, retries, exec, reason } = HealthCheck.http('/healthz');
  expect({ kind, path, exec, reason, retries }).toEqual({ kind: HealthCheckKind.HTTP, path: '/healthz', exec: undefined, reason: undefined, retries: 3 });
  expect([interval, timeout, startPeriod, startInterval].map(String)).toEqual(['30s', '10s', '5s', '1s']);
});

test.each([
  ['http', (timing: object) => HealthCheck.http('/', timing)],
  ['tcp', (timing: object) => HealthCheck.tcp(timing)],
  ['command', (timing: object) => HealthCheck.command(['true'], timing)],
])('%s takes every timing', (kind, make) => {
  const health = make({
    interval: Duration.seconds(11),
    timeout: Duration.seconds(12),
    startPeriod: Duration.seconds(13),
    startInterval: Duration.seconds(14),
    retries: 15,
  });
  expect([health.kind, ...[health.interval, health.timeout, health.startPeriod, health.startInterval, health.retries].map(String)]).toEqual([kind, '11s', '12s', '13s', '14s', '15']);
});

test('a start period may be zero', () => {
  expect(HealthCheck.tcp({ startPeriod: Duration.seconds(0) }).startPeriod.toMilliseconds()).toBe(0);
});

test.each(['/', '/health', '/health?deep=1&x=%20', '/a/b~c'])('path %p', path => {
  expect(HealthCheck.http(path).path).toBe(path);
});

test.each(['', 'health', 'http://localhost/health', '/a b', '/a\nb', '/ü', 7])('path %p is refused', path => {
  expect(() => HealthCheck.http(path as string)).toThrow(new Error(`the path of a health check must start with / and hold no white space, got ${JSON.stringify(path)}`));
});

test.each([[[]], [['']], ['node health.js'], [['node', 1]]])('command %j is refused', command => {
  expect(() => HealthCheck.command(command as string[]))
    .toThrow(new Error(`the command of a health check must be a list of words such as ["node", "health.js"], got ${JSON.stringify(command)}`));
});

test('the command is copied in and out', () => {
  const given = ['node', 'health.js'];
  const health = HealthCheck.command(given);
  given.push('in');
  health.exec!.push('out');
  expect(health.exec).toEqual(['node', 'health.js']);
});

test.each(['', '  ', undefined])('none without a reason (%p) is refused', reason => {
  expect(() => HealthCheck.none(reason as string)).toThrow(new Error(`HealthCheck.none() needs a reason, such as "a batch job", got ${JSON.stringify(reason) ?? 'undefined'}`));
});

test('a reason becomes one line', () => {
  expect(HealthCheck.none('  a batch\n job ').reason).toBe('a batch job');
});

test.each([0, -1, 1.5, '3', NaN])('retries %p are refused', retries => {
  expect(() => HealthCheck.tcp({ retries: retries as number }))
    .toThrow(new Error(`retries of a health check must be a whole number from 1, got ${JSON.stringify(retries)}`));
});

test.each(['interval', 'timeout', 'startInterval'])('%s cannot be zero, which the engine reads as its default', name => {
  expect(() => HealthCheck.tcp({ [name]: Duration.seconds(0) })).toThrow(new Error(`${name} of a health check must be longer than zero`));
});
