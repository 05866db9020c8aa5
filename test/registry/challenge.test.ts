import { parseChallenges } from '../../src/registry/challenge';

test.each<[string, unknown]>([
  ['Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/node:pull"',
    [{ scheme: 'bearer', parameters: { realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:library/node:pull' } }]],
  ['Bearer realm="https://r/t", scope="repository:a/b:pull,push", error="invalid_token"',
    [{ scheme: 'bearer', parameters: { realm: 'https://r/t', scope: 'repository:a/b:pull,push', error: 'invalid_token' } }]],
  ['Basic realm="Registry Realm"', [{ scheme: 'basic', parameters: { realm: 'Registry Realm' } }]],
  ['BASIC Realm=plain', [{ scheme: 'basic', parameters: { realm: 'plain' } }]],
  ['Basic realm="a \\"b\\", c", Bearer realm = "https://r/t"', [
    { scheme: 'basic', parameters: { realm: 'a "b", c' } }, { scheme: 'bearer', parameters: { realm: 'https://r/t' } },
  ]],
  ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
  ['realm="nobody"', []],
  ['', []],
])('%s', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});
