import { meansPackage } from '../../../src/cli/scan/package-url';

test.each([
  ['pkg:golang/github.com/acme/tool@v0.49.0', 'pkg:golang/github.com/acme/tool@v0.49.0', true],
  ['pkg:golang/github.com/acme/tool', 'pkg:golang/github.com/acme/tool@v0.50.0', true],
  ['pkg:golang/github.com/acme/tool@v0.49.0', 'pkg:golang/github.com/acme/tool@v0.49.1', false],
  ['pkg:golang/github.com/acme/tool', 'pkg:maven/github.com/acme/tool@0.49.0', false],
  ['pkg:golang/github.com/acme/tool', 'pkg:golang/github.com/other/tool@v1', false],
  ['pkg:golang/github.com/acme/tool', 'pkg:golang/github.com/acme/tools@v1', false],
  ['pkg:bitnami/wordpress@6.2.0?arch=arm64', 'pkg:bitnami/wordpress@6.2.0?arch=arm64&distro=debian-13', true],
  ['pkg:bitnami/wordpress@6.2.0?arch=arm64&distro=debian-12', 'pkg:bitnami/wordpress@6.2.0?arch=arm64&distro=debian-13', false],
  ['pkg:npm/@angular/core@1.0.0', 'pkg:npm/%40angular/core@1.0.0', true],
  ['pkg:npm/%40angular/core', 'pkg:npm/core@1.0.0', false],
  ['pkg:pypi/Typing_Extensions', 'pkg:pypi/typing-extensions@4.0', true],
  ['pkg:deb/debian/libc6@2.41-12%2Bdeb13u1', 'pkg:deb/debian/libc6@2.41-12+deb13u1?arch=amd64', true],
  ['pkg:golang/a.b/c#sub', 'pkg:golang/a.b/c@1#sub', true],
  ['pkg:golang/a.b/c#sub', 'pkg:golang/a.b/c@1#other', false],
  ['npm/semver', 'pkg:npm/semver@1', false],
  ['pkg:npm', 'pkg:npm/semver@1', false],
  ['pkg:npm/%zz', 'pkg:npm/%zz@1', true],
])('%s and %s: %s', (constraint, purl, expected) => {
  expect(meansPackage(constraint, purl)).toBe(expected);
});
