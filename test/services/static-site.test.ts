import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { DockerProject, Duration, HealthCheck, Instruction, NodeService, Secret, SiteFallback, Size, StaticSite, StaticSiteOptions } from '../../src';
import { Files, fixture, PACKAGE_LOCK, PLAIN, plainIn, refusal, repository, synthContainers, synthDocker, Synthesis } from '../support';

const VITE: Files = {
  'package.json': { name: 'web', description: 'A shop', type: 'module', scripts: { dev: 'vite', build: 'vite build' }, devDependencies: { vite: '^8.3.0' } },
  'package-lock.json': { ...PACKAGE_LOCK, packages: { '': { devDependencies: { vite: '^8.3.0' } }, 'node_modules/vite': { version: '8.3.8', dev: true } } },
  'index.html': '<h1>Web</h1>',
  'src/main.ts': 'export {};\n',
  'vite.config.ts': 'export default {};\n',
};
const NO_MANIFEST = 'package.json does not exist: create it with "npm init", or correct the directory';
const HTML: Files = { 'index.html': '<h1>Home</h1>' };

function synth(files: Files, options: StaticSiteOptions = {}, more: (project: DockerProject) => void = () => undefined): Synthesis {
  return synthDocker(repository(files), project => {
    new StaticSite(project, 'web', options);
    more(project);
  });
}
function refused(files: Files, options: StaticSiteOptions): readonly string[] {
  return refusal(repository(files), project => new StaticSite(project, 'web', options)).map(problem => problem.replace(/^service "web": /, ''));
}
/** The lines of a configuration or a Dockerfile, without indentation. */
const linesOf = (text: string) => text.replace(/\\\n\s*/g, '').split('\n').map(line => line.trim());
const web = (synthesis: Synthesis) => parse(synthesis.files['compose.yaml']).services.web;
/** What stands in a location. */
function location(configuration: string, head: string): string[] {
  const lines = linesOf(configuration);
  const start = lines.indexOf(`location ${head} {`);
  return lines.slice(start + 1, lines.indexOf('}', start));
}

describe.each(['npm', 'pnpm', 'yarn-classic', 'yarn-berry', 'yarn-pnp', 'bun'].flatMap(manager => [[manager, 'single', '.'], [manager, 'workspace', 'apps/api']]))('%s, %s', (manager, layout, directory) => {
  const synthesis = synthDocker(fixture(`${manager}-${layout}`), project => new StaticSite(project, 'web', { directory, output: 'dist' }));
  const at = (name: string) => (directory === '.' ? name : `${directory}/${name}`);
  const dockerfile = synthesis.files[at('Dockerfile')];

  test('the Dockerfile is one for others too', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(dockerfile).not.toMatch(/corepack|curl|^ADD /m);
    expect([...dockerfile.matchAll(/^FROM .* AS (.*)$/gm)].map(([, name]) => name)).toEqual(['base', 'deps', 'build', 'runtime']);
  });

  test('what is built is compressed and served, and the server cannot change it', () => {
    const lines = linesOf(dockerfile);
    const runtime = lines.slice(lines.findIndex(line => line.endsWith(' AS runtime')));
    expect(runtime.filter(line => line.startsWith('COPY'))).toEqual([
      `COPY --chmod=0444 ${at('nginx.conf')} /etc/nginx/nginx.conf`,
      `COPY --from=build /app/${at('dist')}/ /srv/www/`,
    ]);
    expect(lines.some(line => line.includes(`find ${at('dist')} -type f`) && line.includes('gzip -9 -k -f'))).toBe(true);
    expect(runtime.slice(-6, -1)).toEqual([
      'USER 101:101', 'EXPOSE 8080', 'STOPSIGNAL SIGQUIT',
      'HEALTHCHECK --interval=30s --timeout=10s --start-period=5s --retries=3 CMD ["wget", "-q", "-Y", "off", "-T", "10", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]',
      'ENTRYPOINT ["nginx", "-e", "stderr"]',
    ]);
  });

  test('the configuration reaches the builder, the build output does not', () => {
    const ignore = linesOf(synthesis.files[directory === '.' ? '.dockerignore' : `${directory}/Dockerfile.dockerignore`]);
    expect([ignore.includes(at('dist')), ignore.includes('*') ? ignore.includes(`!${directory}`) : true]).toEqual([true, true]);
  });
});

describe('what is answered', () => {
  test('an application of one page answers routes with its page, and missing files not', () => {
    const configuration = synth(VITE).files['nginx.conf'];
    expect(location(configuration, '/')).toEqual(['try_files $uri $uri/index.html /index.html;']);
    expect(configuration).toMatch(/location ~\* \\\.\(\?:.*\|js\|mjs\|.*\)\$ \{\n\s+try_files \$uri =404;/);
    expect(configuration).not.toContain('error_page');
  });

  test('pages are found by their names, and what is missing has a page of its own', () => {
    const configuration = synth(HTML).files['nginx.conf'];
    expect(location(configuration, '/')).toEqual(['try_files $uri $uri.html $uri/ =404;']);
    expect(linesOf(configuration)).toEqual(expect.arrayContaining(['error_page 404 /404.html;', 'error_page 403 =404 /404.html;']));
  });

  test('the fallback can be said', () => {
    expect(location(synth(VITE, { fallback: SiteFallback.app('app.html') }).files['nginx.conf'], '/')).toEqual(['try_files $uri $uri/index.html /app.html;']);
    expect(linesOf(synth(VITE, { fallback: SiteFallback.notFound('errors/404.html') }).files['nginx.conf'])).toContain('error_page 404 /errors/404.html;');
    expect(() => SiteFallback.app('../index.html')).toThrow('the page of a fallback must stay inside the site, got "../index.html"');
  });

  test('what never changes is what the tool hashes, or what was said', () => {
    const year = '"public, max-age=31536000, immutable";';
    expect(linesOf(synth(VITE).files['nginx.conf'])).toContain(`~^/assets/ ${year}`);
    expect(linesOf(synth(VITE, { immutable: ['lib/v1.0', 'img'] }).files['nginx.conf']).filter(line => line.endsWith(year))).toEqual([`~^/lib/v1\\.0/ ${year}`, `~^/img/ ${year}`]);
    expect(synth(HTML).files['nginx.conf']).not.toContain('immutable;');
    const { files, warnings } = synth({ ...VITE, 'public/assets/logo.svg': '' });
    expect(files['nginx.conf']).not.toContain('immutable"');
    expect(warnings).toEqual(['service "web": browsers ask for every file again, because the folder that the build writes hashed files to exists in public, too; rename that, or say with "immutable" that nothing in it changes']);
  });

  test('headers stand in one place only, and are sent with errors too', () => {
    const configuration = synth(VITE, {
      contentSecurityPolicy: 'default-src \'self\'; img-src *',
      strictTransportSecurity: Duration.minutes(60 * 24 * 365),
      headers: { 'x-frame-options': 'DENY', 'Permissions-Policy': '', 'X-Team': 'shop' },
      proxy: {},
    }).files['nginx.conf'];
    expect(linesOf(configuration).filter(line => line.startsWith('add_header'))).toEqual([
      'add_header X-Content-Type-Options nosniff always;',
      'add_header Referrer-Policy strict-origin-when-cross-origin always;',
      'add_header Content-Security-Policy "default-src \'self\'; img-src *" always;',
      'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;',
      'add_header x-frame-options DENY always;',
      'add_header X-Team shop always;',
      'add_header Cache-Control $cache_control always;',
    ]);
  });

  test('the log can be turned off, and directives can be added', () => {
    const configuration = synth(VITE, { accessLog: false, serverDirectives: ['listen [::]:8080;', 'location = /old { return 301 /new; }'] }).files['nginx.conf'];
    expect([configuration.includes('log_format'), linesOf(configuration).filter(line => line === 'access_log off;').length]).toEqual([false, 2]);
    expect(linesOf(configuration).slice(-6, -3)).toEqual(['# Said for this site', 'listen [::]:8080;', 'location = /old { return 301 /new; }']);
  });

  test('what is said of how it runs is how it is served', () => {
    const synthesis = synth(VITE, { port: 9000, hostPort: 80, cpus: 3.5, stopGracePeriod: Duration.seconds(30), user: '1234:1234', health: HealthCheck.tcp() });
    expect(linesOf(synthesis.files['nginx.conf'])).toEqual(expect.arrayContaining(['listen 9000 default_server;', 'worker_processes 4;', 'worker_shutdown_timeout 29s;']));
    expect(web(synthesis)).toMatchObject({ ports: ['127.0.0.1:80:9000'], user: '1234:1234', healthcheck: { test: ['CMD', 'nc', '-z', '-w', '10', '127.0.0.1', '9000'] } });
  });
});

describe('proxies', () => {
  const both = (define: (project: DockerProject, api: NodeService) => void) =>
    synthDocker(repository({ ...plainIn('web', VITE), ...plainIn('api') }), project => define(project, new NodeService(project, 'api', { directory: 'api', port: 3000 })));

  test('requests go to another service, by a name that is looked up when it is needed', () => {
    const synthesis = both((project, api) => new StaticSite(project, 'web', { directory: 'web', proxy: { '/api': api } }));
    expect(location(synthesis.files['web/nginx.conf'], '~ ^/api(?:/|$)')).toEqual(expect.arrayContaining([
      'add_header_inherit off;', 'set $upstream_1 http://api:3000;', 'proxy_pass $upstream_1;', 'client_max_body_size 1048576;', 'proxy_read_timeout 60s;',
      'proxy_set_header X-Forwarded-For $remote_addr;', 'proxy_set_header X-Forwarded-Proto $scheme;',
    ]));
    expect(linesOf(synthesis.files['web/nginx.conf'])).toContain('resolver 127.0.0.11 valid=10s;');
    expect(web(synthesis).depends_on).toEqual({ api: { condition: 'service_healthy' } });
  });

  test('the longest path decides, and can be left out on the way', () => {
    const { files } = both((project, api) => {
      const site = new StaticSite(project, 'web', { directory: 'web', proxy: { '/api': api }, resolver: '10.96.0.10' });
      site.addProxy('/api/v1.0', api, { port: 3001, stripPath: true, maxBody: Size.mebibytes(20), timeout: Duration.minutes(5) });
    });
    const configuration = files['web/nginx.conf'];
    expect(linesOf(configuration).filter(line => line.startsWith('location ~ ^'))).toEqual(['location ~ ^/api/v1\\.0(?:/|$) {', 'location ~ ^/api(?:/|$) {']);
    expect(location(configuration, '~ ^/api/v1\\.0(?:/|$)')).toEqual(expect.arrayContaining([
      'set $upstream_1 http://api:3001;', 'rewrite ^/api/v1\\.0/?(.*)$ /$1 break;', 'client_max_body_size 20971520;', 'proxy_read_timeout 300s;',
    ]));
    expect(linesOf(configuration)).toContain('resolver 10.96.0.10 valid=10s;');
  });

  test('who is trusted may say whom it asks for', () => {
    const { files } = both((project, api) => new StaticSite(project, 'web', { directory: 'web', proxy: { '/api': api }, trustedProxies: ['10.0.0.0/8', '::1'] }));
    expect(linesOf(files['web/nginx.conf'])).toEqual(expect.arrayContaining([
      'set_real_ip_from 10.0.0.0/8;', 'set_real_ip_from ::1;', 'real_ip_header X-Forwarded-For;', '10.0.0.0/8 1;', '1:https https;',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;', 'proxy_set_header X-Forwarded-Proto $forwarded_proto;',
    ]));
  });

  test('what cannot be proxied', () => {
    const refusedWith = (define: (project: DockerProject, api: NodeService, site: StaticSite) => void) => refusal(repository({ ...plainIn('web', VITE), ...plainIn('api') }),
      project => define(project, new NodeService(project, 'api', { directory: 'api' }), new StaticSite(project, 'web', { directory: 'web' })));
    expect(refusedWith((_, api, site) => site.addProxy('/api', api))).toEqual(['service "web": service "api" has no port to send requests to; give it one, or say it with addProxy()']);
    expect(refusedWith((_, api, site) => site.addProxy('/', api, { port: 1 }))).toEqual(['service "web": the path of a proxy must begin with / and not end with it, such as "/api", got "/"']);
    expect(refusedWith((_, api, site) => site.addProxy('/healthz', api, { port: 1 }))).toEqual(['service "web": /healthz is answered by the site itself and cannot be proxied']);
    expect(refusedWith((_, api, site) => { site.addProxy('/api', api, { port: 1 }); site.addProxy('/api', api, { port: 2 }); })).toEqual(['service "web": path "/api" is proxied twice; remove one']);
  });
});

describe('public values', () => {
  test('of the build are arguments of the build, and looked at', () => {
    expect(linesOf(synth(VITE, { buildArgs: { VITE_API_URL: 'https://api.example' } }).files.Dockerfile)).toContain('ARG VITE_API_URL=https://api.example');
    expect(refused(VITE, { buildArgs: { VITE_API_KEY: 'x', SENTRY_RELEASE_TOKEN: 'x' } })).toEqual([
      'VITE_API_KEY can be read by everyone who opens the application, but its name is that of a secret; leave it to a server, or say in "notSecret" why it is no secret',
    ]);
    expect(() => synth(VITE, { buildArgs: { VITE_API_KEY: 'x' }, notSecret: { VITE_API_KEY: 'accepted from our domain only' } })).not.toThrow();
  });

  test('of run time are variables of the container, which a script tells the browser', () => {
    const synthesis = synth(VITE, { publicEnvironment: { API_URL: 'https://a', STAGE: 'local' }, environment: { STAGE: 'other' } });
    expect(web(synthesis).environment).toEqual({ API_URL: 'https://a', STAGE: 'other' });
    expect(linesOf(synthesis.files.Dockerfile)).toEqual(expect.arrayContaining(['COPY --chmod=0555 start-site.sh /usr/local/bin/start-site', 'ENTRYPOINT ["/usr/local/bin/start-site"]']));
    expect(synthesis.files['start-site.sh']).toMatch(/^#!\/bin\/sh\n# ~~ Generated by projen[^]*' API_URL STAGE > \/tmp\/env\.js\n/);
    expect(location(synthesis.files['nginx.conf'], '= /env.js')).toEqual(['gzip_static off;', 'alias /tmp/env.js;']);
    // Neither values nor the script are in an image that needs none.
    expect(synthesis.files.Dockerfile).not.toContain('https://a');
    expect(synth(VITE).files['start-site.sh']).toBeUndefined();
  });

  test('of run time are looked at, whatever their names', () => {
    expect(refused(VITE, { publicEnvironment: { DB_PASSWORD: 'x' } })).toHaveLength(1);
  });
});

describe('a site without a build', () => {
  test('is what the folder holds, but for what is not part of it', () => {
    const { files } = synth({ ...HTML, 'package.json': { scripts: { format: 'prettier .' } } });
    expect(validate(files.Dockerfile)).toEqual([]);
    const lines = linesOf(files.Dockerfile);
    expect(lines).toEqual(expect.arrayContaining(['COPY . ./', 'COPY --from=build /site/ /srv/www/']));
    expect(lines.some(line => line.startsWith('RUN rm -f nginx.conf && find . -type f'))).toBe(true);
    expect(linesOf(files['.dockerignore'])).toEqual(expect.arrayContaining(['**/.env*', '**/node_modules', 'package.json', 'README.md']));
    expect(files.Dockerfile).not.toContain('node:');
  });

  test('may be a folder of it', () => {
    const { files } = synth({ 'site/public/index.html': '' }, { directory: 'site', output: 'public' });
    expect(linesOf(files['site/Dockerfile'])).toContain('COPY public/ ./');
    expect(linesOf(files['site/.dockerignore']).filter(line => line.startsWith('!') || line === '*')).toEqual(['*', '!public', '!nginx.conf', '!**/.env.example']);
  });

  test('is mounted into the server while it is worked on', () => {
    const compose = parse(synth({ 'site/index.html': '' }, { directory: 'site' }).files['compose.dev.yaml']).services.web;
    expect([compose.build.target, compose.volumes]).toEqual(['runtime', [expect.objectContaining({ source: './site', target: '/srv/www', read_only: true })]]);
  });
});

describe('development', () => {
  const development = (files: Files, options: StaticSiteOptions = {}) => {
    const synthesis = synth(files, options);
    const compose = parse(synthesis.files['compose.dev.yaml'] ?? '{}').services?.web;
    const [, stage] = / AS development\n([^]*?)\n\n/.exec(synthesis.files.Dockerfile) ?? [];
    return { compose, lines: linesOf(stage ?? '') };
  };

  test('is the tool\'s own server on the port of the site, with the sources mounted', () => {
    const { compose, lines } = development(VITE);
    expect(lines.slice(-4)).toEqual(['USER 101:101', 'EXPOSE 8080', 'ENTRYPOINT ["tini", "-s", "--"]', 'CMD ["npm", "run", "dev", "--", "--host", "0.0.0.0", "--port", "8080", "--strictPort"]']);
    expect([compose.ports, compose.volumes.map(({ target }: { target: string }) => target)]).toEqual([undefined, ['/app/src', '/app/index.html']]);
    expect(compose.healthcheck.test.slice(0, 2)).toEqual(['CMD', 'node']);
    expect(compose.develop.watch.map(({ path }: { path: string }) => path)).toEqual(['./package.json', './package-lock.json', './vite.config.ts']);
  });

  test('can be said', () => {
    const { compose, lines } = development(VITE, { development: { command: ['npx', 'vite', '--host'], port: 5173, sources: ['src'] } });
    expect(lines.slice(-3)).toEqual(['EXPOSE 5173', 'ENTRYPOINT ["tini", "-s", "--"]', 'CMD ["npx", "vite", "--host"]']);
    expect([compose.ports, compose.volumes.length]).toEqual([['127.0.0.1:5173:5173'], 1]);
  });

  test('a script that starts something else is told nothing', () => {
    const manifest = { ...VITE['package.json'] as object, scripts: { dev: 'npm run check && vite', build: 'vite build' } };
    expect(development({ ...VITE, 'package.json': manifest }).lines.at(-1)).toBe('CMD ["npm", "run", "dev"]');
  });

  test('there is none where no script starts it', () => {
    const manifest = { ...VITE['package.json'] as object, scripts: { build: 'vite build' } };
    expect(development({ ...VITE, 'package.json': manifest })).toEqual({ compose: undefined, lines: [''] });
  });
});

test('what other services have for documentation is what a site is made of', () => {
  const ignored = linesOf(synth(VITE).files['.dockerignore']);
  expect([ignored.includes('docs'), ignored.includes('*.md'), ignored.includes('tests'), ignored.includes('dist')]).toEqual([false, false, true, true]);
});

test('sites in one folder have files of their own', () => {
  const { files } = synthContainers(repository(VITE), containers => {
    new StaticSite(containers, 'shop', {});
    new StaticSite(containers, 'admin', { hostPort: 8081, publicEnvironment: { A: '1' } });
  });
  expect(Object.keys(files).filter(path => /nginx|start|Dockerfile/.test(path)).sort()).toEqual([
    'admin.Dockerfile', 'admin.Dockerfile.dockerignore', 'admin.nginx.conf', 'admin.start-site.sh', 'shop.Dockerfile', 'shop.Dockerfile.dockerignore', 'shop.nginx.conf',
  ]);
});

test('stages take more instructions, as far as a site has them', () => {
  const label = Instruction.label({ a: 'b' });
  const { files } = synthContainers(repository(HTML), containers => new StaticSite(containers, 'web').stage('runtime').append(label));
  expect(linesOf(files.Dockerfile)).toContain('LABEL a=b');
  expect(refusal(repository(HTML), project => new StaticSite(project, 'web').stage('deps').append(label)))
    .toEqual(['service "web": this site has the stages build, runtime only; nothing can be added to "deps"']);
});

test('a configuration that somebody wrote is not overwritten', () => {
  expect(refused({ ...VITE, 'nginx.conf': 'events {}' }, {})).toEqual([expect.stringMatching(/^nginx\.conf stands where a generated file goes/)]);
});

test.each([
  ['a privileged port', VITE, { port: 80 }, ['port must be above 1024, because the server is unprivileged, got 80; "hostPort" may be any']],
  ['something to write to', VITE, { writable: ['cache'] }, ['a static site writes nothing; remove "writable"']],
  ['a health starter', VITE, { healthStarter: 'src/health.ts' }, ['a static site has no code that could answer; remove "healthStarter", the server answers /healthz itself']],
  ['no page', { 'a.txt': '' }, {}, ['there is no index.html in ".", and no build script that makes one; set "output" to the folder that is served, or correct "directory"']],
  ['a tool without a build', { ...VITE, 'package.json': { scripts: { dev: 'vite' }, devDependencies: { vite: '^8.3.0' } } }, {}, ['package.json depends on vite and has no script "build"; add one, or set "buildScript"']],
  ['a tool without a build in a folder', { 'web/index.html': '', 'web/package.json': { dependencies: { '@11ty/eleventy': '3' } } }, { directory: 'web' },
    ['web/package.json depends on @11ty/eleventy and has no script "build"; add one, or set "buildScript"']],
  ['a lockfile without a manifest', { 'index.html': '', 'package-lock.json': PACKAGE_LOCK }, {}, [NO_MANIFEST]],
  ['settings without a manifest', { 'index.html': '', 'vite.config.mts': '' }, {}, [NO_MANIFEST]],
  ['settings of Gatsby without a manifest', { 'index.html': '', 'gatsby-config.js': '' }, {}, [NO_MANIFEST]],
  ['a build script without a manifest', HTML, { buildScript: 'bundle' }, [NO_MANIFEST]],
  ['an option of a build where there is none', HTML, { nodeVersion: 'x' }, ['nothing builds this site, so "nodeVersion" would do nothing; remove it, or add a script "build" to package.json']],
  ['options of a build where there is none', { 'web/index.html': '' }, { directory: 'web', buildPackages: [';'], include: ['../x'], development: { port: 0 } },
    ['nothing builds this site, so "include", "buildPackages", "development" would do nothing; remove them, or add a script "build" to web/package.json']],
  ['no folder', HTML, { directory: 'gone' }, ['directory "gone" does not exist: write it relative to the repository\'s root, like "apps/web"']],
  ['no lockfile', Object.fromEntries(Object.entries(VITE).filter(([path]) => path !== 'package-lock.json')), {},
    ['there is no lockfile in the repository\'s root: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes']],
  ['a build package that is none', VITE, { buildPackages: ['git curl'] }, ['buildPackages must be names of system packages such as "libpq5", got "git curl"']],
  ['a tool that nobody knows', { ...VITE, 'package.json': { scripts: { build: 'make' } } }, {}, ['nothing says which folder the build writes; set "output", such as "dist"']],
  ['output outside', VITE, { output: '../dist' }, ['output must stay inside the site\'s directory, got "../dist"']],
  ['all as output of a build', VITE, { output: '.' }, ['output must be a folder that the build writes, got "."']],
  ['a build script that is not there', VITE, { buildScript: 'bundle' }, ['buildScript "bundle" is not in package.json; its scripts are dev, build']],
  ['immutable outside', VITE, { immutable: ['../x'] }, ['immutable must stay inside the site, got "../x"']],
  ['a header with a space', VITE, { headers: { 'X Y': 'z' } }, ['the name of a header must be letters, digits and -, got "X Y"']],
  ['a header of two lines', VITE, { headers: { 'X-Y': 'a\nb' } }, ['header X-Y must be one line of ASCII text, got "a\\nb"']],
  ['a header with a dollar sign', VITE, { contentSecurityPolicy: '$x' }, ['header Content-Security-Policy must not hold $, which nginx takes for a variable, got "$x"']],
  ['a cache header', VITE, { headers: { 'cache-control': 'no-store' } }, ['"headers" cannot hold Cache-Control, which depends on the file; say with "immutable" which never change']],
  ['a proxy by name', VITE, { trustedProxies: ['balancer'] }, ['"trustedProxies" and "resolver" must be IP addresses, or networks such as "10.0.0.0/8", got "balancer"']],
  ['half a directive', VITE, { serverDirectives: ['listen 80'] }, ['serverDirectives must be whole directives such as "listen [::]:8080;", got "listen 80"']],
  ['a development source that is not there', VITE, { development: { sources: ['lib'] } }, ['source "lib" of "development" does not exist in "."']],
  ['a development port that is none', VITE, { development: { port: 0 } }, ['development.port must be a whole number from 1 to 65535, got 0']],
  ['a variable with a dash', VITE, { publicEnvironment: { 'A-B': '' } }, ['the name of an environment variable must be letters, digits and _ and not start with a digit, got "A-B"']],
  ['a secret of the environment of the build', VITE, { secrets: [Secret.fromEnv('TOKEN')] }, ['secret "TOKEN" comes from a variable, which a running read-only container cannot take; use Secret.fromFile()']],
] as [string, Files, StaticSiteOptions, string[]][])('%s is refused', (_, files, options, problems) => {
  expect(refused(files, options)).toEqual(problems);
});

test('services and sites stand side by side', () => {
  const { files } = synth({ ...plainIn('web', VITE), ...plainIn('api', PLAIN) }, { directory: 'web' }, project => new NodeService(project, 'api', { directory: 'api', port: 3000 }));
  expect(Object.keys(parse(files['compose.yaml']).services)).toEqual(['web', 'api']);
});
