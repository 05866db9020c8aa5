import { layer } from './support';
import { locate, stepsOf } from '../../../src/cli/size/dockerfile-steps';
import { Files, repository } from '../../support';

const BASE = 'FROM alpine:3.22 AS base\nRUN apk upgrade\n';
const API = `# The service
FROM base AS deps
RUN npm ci

FROM base AS runtime
COPY --from=deps /app /app
RUN <<EOF
echo
EOF
ONBUILD RUN echo
USER 1000

FROM runtime AS development
CMD ["dev"]
`;

/** The steps of a target, each as one word. */
function steps(target: string, files: Files): string[] | undefined {
  return stepsOf(repository(files), 'docker-bake.json', target)?.map(({ keyword, location }) => `${keyword} ${location}`);
}

describe('the steps of a target', () => {
  const bake = {
    target: {
      base: { context: '.', dockerfile: 'docker/base.Dockerfile', target: 'base' },
      api: { context: 'apps/api', target: 'runtime', contexts: { base: 'target:base' } },
      last: { context: 'apps/api', contexts: { base: 'target:base' } },
      replaced: { context: 'apps/api', target: 'development', contexts: { base: 'target:base', runtime: 'target:base' } },
      image: { context: 'apps/api', target: 'runtime', contexts: { base: 'docker-image://alpine' } },
      odd: { context: 'apps/a$${b}', dockerfile: '%%{c}', target: 'base' },
    },
  };
  const files = { 'docker-bake.json': bake, 'docker/base.Dockerfile': BASE, 'apps/api/Dockerfile': API, 'apps/a${b}/%{c}': BASE };

  test.each<[string, string[]]>([
    ['odd', ['RUN apps/a${b}/%{c}:2']],
    ['base', ['RUN docker/base.Dockerfile:2']],
    ['api', ['RUN docker/base.Dockerfile:2', 'COPY apps/api/Dockerfile:6', 'RUN apps/api/Dockerfile:7', 'USER apps/api/Dockerfile:11']],
    ['last', ['RUN docker/base.Dockerfile:2', 'COPY apps/api/Dockerfile:6', 'RUN apps/api/Dockerfile:7', 'USER apps/api/Dockerfile:11', 'CMD apps/api/Dockerfile:14']],
    ['replaced', ['RUN docker/base.Dockerfile:2', 'CMD apps/api/Dockerfile:14']],
    ['image', ['COPY apps/api/Dockerfile:6', 'RUN apps/api/Dockerfile:7', 'USER apps/api/Dockerfile:11']],
  ])('%s', (target, expected) => {
    expect(steps(target, files)).toEqual(expected);
  });

  test.each<[string, string, Files]>([
    ['a target that is not there', 'web', files],
    ['no Bake file', 'api', {}],
    ['a Bake file of something else', 'api', { 'docker-bake.json': {} }],
    ['no Dockerfile', 'api', { 'docker-bake.json': bake }],
    ['no Dockerfile of what it starts from', 'api', { 'docker-bake.json': bake, 'apps/api/Dockerfile': API }],
    ['a stage that is not there', 'api', { ...files, 'apps/api/Dockerfile': 'FROM scratch\n' }],
  ])('are not known with %s', (_, target, given) => {
    expect(steps(target, given)).toBeUndefined();
  });
});

describe('layers', () => {
  const history = ['ADD root /', 'ENTRYPOINT ["e"]', 'ENV A=b', 'COPY a .', 'USER 1000'];
  const layers = [layer('root', 1, 1, { step: 0, isBase: false }), layer('a', 1, 1, { step: 3, isBase: true })];
  const image = { names: [], platform: 'linux/amd64', layers, history };
  const step = (keyword: string, index: number) => ({ keyword, location: `Dockerfile:${index + 2}` });

  test('are those of the Dockerfile where its steps end the history', () => {
    expect(locate(image, ['ENV', 'COPY', 'USER'].map(step))).toEqual([{ ...layers[0], isBase: true }, { ...layers[1], isBase: false, location: 'Dockerfile:3' }]);
  });

  test('all of them, where it starts from nothing', () => {
    expect(locate(image, ['ADD', 'ENTRYPOINT', 'ENV', 'COPY', 'USER'].map(step)).map(({ location }) => location)).toEqual(['Dockerfile:2', 'Dockerfile:5']);
  });

  test.each([[['COPY', 'ENV', 'USER']], [['X', 'ADD', 'ENTRYPOINT', 'ENV', 'COPY', 'USER']], [undefined]])('are what the history says where the steps are others: %j', keywords => {
    expect(locate(image, keywords?.map(step))).toEqual(layers);
  });

  test('that nobody said anything of stay as they are', () => {
    const unknown = [layer('a', 1, 1, { instruction: undefined })];
    expect(locate({ ...image, layers: unknown }, ['USER'].map(step))).toEqual(unknown);
  });
});
