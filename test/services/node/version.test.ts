import { AS_OF } from '../../../src/catalog/as-of';
import { ALPINE, DEBIAN } from '../../../src/catalog/images';
import { DEFAULT_NODE_MAJOR, NODE_RELEASES } from '../../../src/catalog/node';
import { chooseNodeVersion, nodeImageTag } from '../../../src/services/node/version';

const newest = (major: number) => NODE_RELEASES.find(release => release.major === major)!.newest;
const supported = NODE_RELEASES.filter(({ endOfLife }) => endOfLife >= AS_OF).map(({ major }) => major);

test('the default is supported', () => {
  expect(supported).toContain(DEFAULT_NODE_MAJOR);
  expect(chooseNodeVersion(undefined)).toBe(newest(DEFAULT_NODE_MAJOR));
});

test.each<[{ version?: string; range?: string }, string]>([
  [{}, newest(DEFAULT_NODE_MAJOR)],
  [{ version: '22' }, newest(22)],
  [{ version: '22.1' }, '22.1'],
  [{ version: '22.1.0' }, '22.1.0'],
  [{ version: '18' }, newest(18)],
  [{ version: '99.1.0' }, '99.1.0'],
  [{ range: '>=20' }, newest(DEFAULT_NODE_MAJOR)],
  [{ range: '>=20 <24' }, newest(22)],
  [{ range: '^20 || ^26' }, newest(26)],
  [{ range: '18.x' }, newest(18)],
])('%j is answered with %s', (request, version) => {
  expect(chooseNodeVersion({ ...request, source: '.nvmrc' })).toBe(version);
});

test.each([
  [{ version: '24a' }, 'nodeVersion must be a Node version such as "24" or "24.11.1", got "24a"'],
  [{ version: 'v24' }, 'nodeVersion must be a Node version such as "24" or "24.11.1", got "v24"'],
  [{ version: '' }, 'nodeVersion must be a Node version such as "24" or "24.11.1", got ""'],
  [{ version: '24\nRUN x' }, 'nodeVersion must be a Node version such as "24" or "24.11.1", got "24\\nRUN x"'],
  [{ version: '19' }, 'nodeVersion asks for Node 19; choose one of 16, 18, 20, 22, 24, 26'],
  [{ version: '99' }, 'nodeVersion asks for Node 99; choose one of 16, 18, 20, 22, 24, 26'],
  [{ version: '0.12' }, 'nodeVersion asks for Node 0.12; choose one of 16, 18, 20, 22, 24, 26'],
  [{ range: '>=99' }, 'nodeVersion asks for Node ">=99", which none of 16, 18, 20, 22, 24, 26 satisfies; set "nodeVersion"'],
])('%j is refused', (request, message) => {
  expect(() => chooseNodeVersion({ ...request, source: 'nodeVersion' })).toThrow(new Error(message));
});

test.each([
  [newest(24), 'alpine', `alpine${ALPINE.release}`], ['24.0.0', 'alpine', 'alpine'], [newest(24), 'debian', `${DEBIAN.release}-slim`], ['24.0.0', 'debian', 'slim'],
] as const)('the tag of Node %s on %s ends with %s', (version, system, tag) => {
  expect(nodeImageTag(version, system)).toBe(tag);
});
