import { chooseRustVersion, rustImageTag } from '../../../src/services/rust/version';

test.each<[string, string | undefined, string | undefined, string | undefined, string]>([
  ['nothing is said', undefined, undefined, undefined, '1.100.0'],
  ['the least that will do', undefined, undefined, '1.70', '1.100.0'],
  ['more than we know of', undefined, undefined, '1.102.0', '1.102.0'],
  ['a channel', undefined, '1.91.1', '1.70', '1.91.1'],
  ['the stable channel', undefined, 'stable', undefined, '1.100.0'],
  ['an option', '1.92', '1.91.1', undefined, '1.92'],
  ['a line that is new enough', '1.90', undefined, '1.90.1', '1.90'],
])('%s', (_, chosen, channel, least, version) => {
  expect(chooseRustVersion({ toolchain: channel === undefined ? undefined : { channel, source: 'rust-toolchain.toml' }, least: least === undefined ? undefined : { version: least, source: 'rust-version' } }, chosen)).toBe(version);
});

test('older releases have no images on trixie', () => {
  expect(['1.88.0', '1.89.0', '1.100.0'].map(version => rustImageTag(version, 'debian'))).toEqual(['slim-bookworm', 'slim-trixie', 'slim-trixie']);
  expect(rustImageTag('1.88.0', 'alpine')).toBe('alpine');
});
