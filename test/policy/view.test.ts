import { viewDockerfile } from '../../src/policy/view';

const view = (name: string) => viewDockerfile({
  path: `${name}/Dockerfile`,
  text: ['FROM alpine:3.24.2 AS runtime', 'RUN true', `LABEL name=${name}`],
  isGenerated: true,
  context: '.',
  targets: ['runtime'],
  args: {},
  shared: [],
  ignoreText: '',
});

test('what two Dockerfiles have in common is the same object, which nobody can change', () => {
  const [[run, label], [same, other]] = ['a', 'b'].map(name => view(name).target!.instructions);
  expect(same).toBe(run);
  expect([label.text, other.text]).toEqual(['name=a', 'name=b']);
  expect(() => Object.assign(run, { text: 'false' })).toThrow();
});
