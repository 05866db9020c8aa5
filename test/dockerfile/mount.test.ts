import { Mount } from '../../src/dockerfile/mount';

test.each<[Mount, string]>([
  [Mount.cache('/root/.npm'), '--mount=type=cache,target=/root/.npm,sharing=locked'],
  [Mount.cache('/root/.npm', { id: 'npm' }), '--mount=type=cache,id=npm,target=/root/.npm,sharing=locked'],
  [Mount.bind('package.json', 'package.json'), '--mount=type=bind,source=package.json,target=package.json'],
  [Mount.bind('/a', '/b', { from: 'build', writable: true }), '--mount=type=bind,from=build,source=/a,target=/b,rw'],
  [Mount.bind('my app/package.json', 'x'), '--mount="type=bind,source=my app/package.json,target=x"'],
  [Mount.bind('it\'s', '$x'), '--mount="type=bind,source=it\\\\\'s,target=\\\\$x"'],
  [Mount.secret('NPM_TOKEN'), '--mount=type=secret,id=NPM_TOKEN'],
  [Mount.secret('npmrc', { target: '/root/.npmrc' }), '--mount=type=secret,id=npmrc,target=/root/.npmrc'],
])('%s', (mount, text) => {
  expect(mount.toString()).toBe(text);
});

test.each<[string, () => Mount, string]>([
  ['a comma', () => Mount.bind('a,b', 'x'), 'source=a,b'],
  ['a quote', () => Mount.bind('a"b', 'x'), 'source=a"b'],
  ['a line break', () => Mount.cache('/a\n'), 'target=/a\n'],
  ['a comma in a name', () => Mount.secret('a,required=true'), 'id=a,required=true'],
])('%s is refused', (_, make, part) => {
  expect(make).toThrow(new Error(`a mount cannot hold quotes, commas or line breaks, got ${JSON.stringify(part)}`));
});

test('letters that builders misread are refused', () => {
  expect(() => Mount.bind('größe', 'x')).toThrow(new Error('a mount can hold ASCII characters only, because builders misread others, got "source=größe"; rename the file or folder'));
});
