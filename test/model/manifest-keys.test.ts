import { aliasIn } from '../../src/model/manifest-keys';

test.each<[unknown, string | undefined]>([
  [{ Layers: [] }, 'Layers'], [{ manifests: [{ digest: 'x', PLATFORM: {} }] }, 'PLATFORM'], [{ config: { digeſt: 'x' } }, 'digeſt'], [{ platform: { OS: 'linux' } }, 'OS'],
  [{ manifests: [{ digest: 'x', platform: { os: 'linux', architecture: 'amd64' }, annotations: { Digest: 'x' } }], other: { Else: 1 } }, undefined],
  ['Layers', undefined], [null, undefined], [['Layers'], undefined],
])('%j has the alias %j', (value, alias) => {
  expect(aliasIn(value)).toBe(alias);
});
