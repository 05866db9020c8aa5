import { checkPackages, checkServiceName, checkVariable, checkVariables } from '../../src/model/names';

test.each(['api', 'api-gateway', 'api_gateway', 'a1', '1', 'a'.repeat(63)])('service %s', name => {
  expect(checkServiceName(name)).toBe(name);
});

test.each(['API', 'api gateway', 'api.gateway', '-api', 'api-', 'a--b', '', 'a'.repeat(64), 'ä', 'api\n', 7])('service %p is refused', name => {
  expect(() => checkServiceName(name as string))
    .toThrow(new Error(`the name of a service must be lower case letters and digits with - or _ between them, at most 63 characters, got ${JSON.stringify(name)}`));
});

test.each(['A', 'a_b', '_1', 'npm_config_x'])('variable %s', name => {
  expect(checkVariable(name, 'x')).toBe(name);
});

test.each(['1A', 'A-B', 'A B', '', 'A=B', 'A\n', 'É'])('variable %p is refused', name => {
  expect(() => checkVariable(name, 'the name')).toThrow(new Error(`the name must be letters, digits and _ and not start with a digit, got ${JSON.stringify(name)}`));
});

test('variables are copied, whatever their values hold', () => {
  const given = { A: 'a "b" $c \\ é\nnext', B: '' };
  const checked = checkVariables(given, 'environment variable');
  expect(checked).toEqual(given);
  expect(checked).not.toBe(given);
});

test.each([
  [{ 'A-B': 'x' }, 'the name of an environment variable must be letters, digits and _ and not start with a digit, got "A-B"'],
  [{ A: 1 }, 'environment variable A must be a string, got 1'],
  [{ A: undefined }, 'environment variable A must be a string, got undefined'],
  [{ A: 'x\0y' }, 'environment variable A must not hold a NUL character'],
])('variables %j are refused', (variables, message) => {
  expect(() => checkVariables(variables as Record<string, string>, 'environment variable')).toThrow(new Error(message));
});

test.each([[[]], [['libpq5', 'g++', 'python3.11', 'libstdc++']], [['openssl=3.5.0-r0', 'curl~8', 'zlib>1.2', 'libc6=2.41-12+deb13u1', 'x=1:2.3~rc1']]])('packages %j', packages => {
  expect(checkPackages(packages, 'packages')).toEqual(packages);
});

test('packages are named once', () => {
  expect(checkPackages(['b', 'a', 'b'], 'packages')).toEqual(['b', 'a']);
});

test.each(['', '-y', 'a b', 'a;rm -rf /', 'a && b', '$(x)', 'a\nb', '`x`', 'a|b', 7])('package %p is refused', name => {
  expect(() => checkPackages([name as string], 'packages')).toThrow(new Error(`packages must be names of system packages such as "libpq5", got ${JSON.stringify(name)}`));
});
