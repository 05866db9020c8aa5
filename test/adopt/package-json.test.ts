import { newPackageJson, withDevDependencies } from '../../src/adopt/package-json';

const WANTED = { '@jts/projen-docker': '^1.0.0', 'projen': '>=0.103.0', 'tsx': '^4.20.0' };

test.each<[string, string, string]>([
  ['an empty object', '{}', '{\n  "devDependencies": {\n    "@jts/projen-docker": "^1.0.0",\n    "projen": ">=0.103.0",\n    "tsx": "^4.20.0"\n  }\n}'],
  ['two spaces', '{\n  "name": "x"\n}\n', '{\n  "name": "x",\n  "devDependencies": {\n    "@jts/projen-docker": "^1.0.0",\n    "projen": ">=0.103.0",\n    "tsx": "^4.20.0"\n  }\n}\n'],
  ['four spaces, sorted among others', '{\n    "devDependencies": {\n        "a": "1",\n        "zod": "2"\n    },\n    "name": "x"\n}',
    '{\n    "devDependencies": {\n        "@jts/projen-docker": "^1.0.0",\n        "a": "1",\n        "projen": ">=0.103.0",\n        "tsx": "^4.20.0",\n        "zod": "2"\n    },\n    "name": "x"\n}'],
  ['tabs', '{\n\t"name": "x"\n}', '{\n\t"name": "x",\n\t"devDependencies": {\n\t\t"@jts/projen-docker": "^1.0.0",\n\t\t"projen": ">=0.103.0",\n\t\t"tsx": "^4.20.0"\n\t}\n}'],
  ['one line', '{"name":"x","devDependencies":{"a":"1","zod":"2"}}', '{"name":"x","devDependencies":{"@jts/projen-docker": "^1.0.0","a":"1","projen": ">=0.103.0","tsx": "^4.20.0","zod":"2"}}'],
  ['one line without a list', '{"name":"x"}\n', '{"name":"x","devDependencies": { "@jts/projen-docker": "^1.0.0", "projen": ">=0.103.0", "tsx": "^4.20.0" }}\n'],
  ['an empty list', '{\n  "devDependencies": {},\n  "name": "x"\n}', '{\n  "devDependencies": {\n    "@jts/projen-docker": "^1.0.0",\n    "projen": ">=0.103.0",\n    "tsx": "^4.20.0"\n  },\n  "name": "x"\n}'],
  ['Windows line ends', '{\r\n  "name": "x"\r\n}\r\n', '{\r\n  "name": "x",\r\n  "devDependencies": {\r\n    "@jts/projen-docker": "^1.0.0",\r\n    "projen": ">=0.103.0",\r\n    "tsx": "^4.20.0"\r\n  }\r\n}\r\n'],
])('%s', (_, before, after) => {
  expect(withDevDependencies(before, WANTED)).toBe(after);
});

test.each(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])('what stands in %s stays as it is', list => {
  const text = JSON.stringify({ [list]: { '@jts/projen-docker': 'file:x.tgz', 'projen': '0.1.0', 'tsx': '*' } }, undefined, 3);
  expect(withDevDependencies(text, WANTED)).toBe(text);
});

test.each([
  ['odd white space', '{ "name" :"x",\n\n      "scripts":{"a":   "b"} ,\n "devDependencies": {"projen": "1"}\n\n}'],
  ['no final line break', '{"name":"x"}'],
  ['unicode and escapes', '{"name":"\\u00e4 ☃ 😀"}'],
  ['a byte order mark', '\ufeff{\n  "name": "x"\n}\n'],
  ['keys twice', '{"a": 1, "a": 2}'],
])('every other byte stays: %s', (_, text) => {
  const result = withDevDependencies(text, WANTED);
  expect(JSON.parse(result.replace(/^\ufeff/, '')).devDependencies).toMatchObject({ tsx: '^4.20.0' });
  // All that was there is there still, in its order.
  let at = 0;
  for (const char of text) {
    at = result.indexOf(char, at);
    expect(at).toBeGreaterThanOrEqual(0);
    at += char.length;
  }
});

test('a second time adds nothing', () => {
  const once = withDevDependencies('{"name": "x"}', WANTED);
  expect(withDevDependencies(once, WANTED)).toBe(once);
});

test('the first package.json', () => {
  expect(newPackageJson('acme', '{"devDependencies":{"tsx":"1"}}')).toBe('{\n  "name": "acme",\n  "version": "0.0.0",\n  "private": true,\n  "devDependencies": {\n    "tsx": "1"\n  }\n}\n');
});
