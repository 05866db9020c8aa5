import { messagesOf, placesOf, refusedWith, warnedOf } from './support';
import { StaticSite } from '../../../src';
import { PLAIN, repository, synthDocker } from '../../support';

const SITE = { 'site/index.html': '<!doctype html>' };

test('the value is never said', () => {
  const problems = refusedWith(project => {
    const { compose, composeDevelopment, bake } = project.containers;
    compose.addOverride('services.api.environment.DB_PASSWORD', 'hunter2');
    compose.addOverride('services.api.build.args.API_KEY', 'hunter2-kx3vq81');
    compose.addOverride('services.api.command', ['app', '--password', 'hunter2hunter2']);
    composeDevelopment.addOverride('services.api.environment', ['URL=postgres://app:hunter2@db/app']);
    bake.addOverride('target.api.args.NPM_TOKEN', '${NPM_TOKEN}');
  });
  expect(problems.filter(problem => problem.includes('(secret-in-configuration)'))).toEqual([
    expect.stringMatching(/^service "api": compose\.yaml(?::\d+)?: DB_PASSWORD has a value here, and its name is that of a secret: /),
    expect.stringMatching(/^service "api": compose\.yaml(?::\d+)?: build argument API_KEY is kept in the image's history, and its name is that of a secret; /),
    expect.stringMatching(/^service "api": compose\.yaml(?::\d+)?: the command holds what looks like a password: /),
    expect.stringMatching(/^service "api": compose\.dev\.yaml(:\d+)?: URL has a value here, and its value looks like a URL with a password: /),
    expect.stringMatching(/^service "api": docker-bake\.json: build argument NPM_TOKEN is kept in the image's history, and its name is that of a secret; /),
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

test('the name and the value of a variable decide', () => {
  const environment = { SESSION_SECRET: 'kx3vq81ms', PGPASSFILE: '/run/secrets/x', PORT: '3000' };
  expect(placesOf('secret-in-configuration', { compose: { api: { environment } } })).toEqual(['api compose.yaml environment.SESSION_SECRET']);
});

test('a reason in "notSecret" is enough', () => {
  const values = { MAPS_KEY: 'kx3vq81ms02hd77aa1b', API_KEY: 'kx3vq81' };
  const define = (names: string[]) => synthDocker(repository(SITE), project => new StaticSite(project, 'site', {
    directory: 'site', publicEnvironment: values, notSecret: Object.fromEntries(names.map(name => [name, 'accepted from our domain only'])),
  }));
  expect(() => define(['MAPS_KEY', 'API_KEY'])).not.toThrow();
  expect(() => define(['MAPS_KEY'])).toThrow(/API_KEY can be read by everyone/);
});

test('labels and lists: what is written, not what is referred to', () => {
  expect(placesOf('secret-in-configuration', {
    compose: {
      a: { environment: ['A=b', 'DB_PASSWORD=x1y2', 'API_TOKEN', 'JWT_SECRET=${JWT_SECRET}'], labels: ['a.token=x1y2', 'traefik.enable=true'], build: { labels: { 'a.secret': 'x1y2' }, args: ['NPM_TOKEN', 'A=b'] } },
      b: { environment: { DB_PASSWORD: null, A_TOKEN: '$$literal', B_TOKEN: '${B_TOKEN:-}', C_TOKEN: '${C_TOKEN:-x1y2}' }, entrypoint: 'sh -c "redis-server --requirepass $$PASSWORD"' },
      c: 'nonsense',
    },
  })).toEqual([
    'a compose.yaml environment.1', 'a compose.yaml labels.0', 'a compose.yaml build.labels.a.secret', 'a compose.yaml build.args.0',
    'b compose.yaml environment.A_TOKEN', 'b compose.yaml environment.C_TOKEN',
  ]);
});

test('a suppression with a reason takes it away', () => {
  const suppressions = { 'secret-in-configuration': 'a key of the sandbox that everyone has' };
  const change = (api: { environment: Record<string, string>; suppressions?: Record<string, string> }) =>
    synthDocker(repository({ ...PLAIN, ...SITE }), project => new StaticSite(project, 'site', { directory: 'site', ...api }));
  expect(() => change({ environment: { SANDBOX_TOKEN: 'kx3vq81ms' } })).toThrow(/\(secret-in-configuration\)/);
  expect(() => change({ environment: { SANDBOX_TOKEN: 'kx3vq81ms' }, suppressions })).not.toThrow();
  expect(messagesOf('secret-in-configuration', { compose: {} })).toEqual([]);
  expect(warnedOf(() => undefined).filter(warning => warning.includes('secret'))).toEqual([]);
});
