import { checkImageName, checkImagePrefix, checkRegistry, toImageComponent } from '../../src/model/image-name';

test.each([
  'ghcr.io/owner', 'ghcr.io/owner/team', 'localhost', 'localhost:5000', 'localhost:5000/team', 'registry.example.com:443/a_b/c__d/e-f', 'acme', 'acme/team',
  '[::1]:5000/team', '123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'ghcr.io',
])('registry %s', registry => {
  expect(checkRegistry(registry)).toBe(registry);
});

test.each([
  'https://ghcr.io/owner', 'ghcr.io/owner:latest', 'ghcr.io/owner/', '/owner', '', 'ghcr.io/own er', 'ghcr.io/a..b', 'ghcr.io/-a', 'ghcr.io/a@sha256:0', 'ghcr.io\n',
])('registry %p is refused', registry => {
  expect(() => checkRegistry(registry))
    .toThrow(new Error(`registry must look like "ghcr.io/owner" (no scheme, no tag), got ${JSON.stringify(registry)}`));
});

test.each([['GHCR.IO/owner', 'ghcr.io/owner'], ['ghcr.io/Acme-Corp', 'ghcr.io/acme-corp'], ['Owner', 'owner']])('registry %s is %s', (registry, lower) => {
  expect(checkRegistry(registry)).toBe(lower);
});

test.each(['api', 'acme/api', 'ghcr.io/acme/api', 'localhost:5000/api', 'a.b_c--d', 'a'.repeat(255)])('image %s', image => {
  expect(checkImageName(image)).toBe(image);
});

test.each([
  'API', 'acme/Api', 'api:latest', 'api:1', 'api@sha256:abc', 'ghcr.io/', 'localhost:5000', 'a//b', 'a_', '_a', 'a...b', 'ä', '', 'a'.repeat(256), 7,
])('image %p is refused', image => {
  expect(() => checkImageName(image as string))
    .toThrow(new Error(`image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got ${JSON.stringify(image)}`));
});

test.each(['acme', 'a.b', 'a_b', 'a-b'])('prefix %s', prefix => {
  expect(checkImagePrefix(prefix)).toBe(prefix);
});

test.each(['Acme', 'a/b', '-a', 'a-', '', 'a:b'])('prefix %p is refused', prefix => {
  expect(() => checkImagePrefix(prefix)).toThrow(new Error(`imagePrefix must be lower case letters and digits with . _ - between them, got ${JSON.stringify(prefix)}`));
});

test.each([
  ['@Acme/My App', 'acme-my-app'], ['api', 'api'], ['--x--', 'x'], ['a.b_c', 'a-b-c'], ['Überraschung', 'berraschung'], ['日本', 'app'], ['', 'app'],
])('%p becomes the component %p', (name, component) => {
  expect(toImageComponent(name)).toBe(component);
  expect(checkImagePrefix(toImageComponent(name))).toBe(component);
});
