import { lacks } from '../../../src/policy/dockerfile/programs';
import { viewDockerfile } from '../../../src/policy/view';

const isLacked = (program: string, from: string, ...lines: string[]) => {
  const view = viewDockerfile({
    path: 'Dockerfile',
    text: ['FROM alpine:3.24.2 AS tools', 'RUN wget -O /opt/tools/curl https://example.com/curl', `FROM ${from}`, ...lines].join('\n'),
    isGenerated: false,
    context: '.',
    targets: [undefined],
    args: { BIN: '/usr/local/bin' },
    shared: [],
    ignoreText: '',
  });
  return lacks(view, view.target!, program);
};

const SLIM = 'debian:trixie-20261005-slim';
const ALPINE = 'alpine:3.24.2';

describe('may be there', () => {
  test.each([
    ['installed by apt-get', SLIM, 'RUN apt-get update && apt-get install -y curl'],
    ['installed with a version', SLIM, 'RUN apt-get install -y curl=8.14.1-2'],
    ['installed by apk', ALPINE, 'RUN apk add --no-cache curl'],
    ['installed from a here-document', SLIM, 'RUN <<EOF\nset -eu\napt-get install -y curl\nEOF'],
    ['installed by what a variable says', SLIM, 'RUN apt-get install -y $PACKAGES'],
    ['installed from a list', SLIM, 'RUN xargs apt-get install -y < packages.txt'],
    ['installed by a script', SLIM, 'RUN /tmp/install.sh'],
    ['installed by a script of a shell', SLIM, 'RUN bash setup'],
    ['brought by another package', ALPINE, 'RUN apk add alpine-sdk'],
    ['unpacked', SLIM, 'RUN tar -xf /tmp/root.tar -C /'],
    ['linked', ALPINE, 'RUN ln -s /opt/curl /usr/bin/curl'],
    ['called by the build', SLIM, 'RUN curl -fsSL https://example.com -o /x'],
    ['copied by its name', SLIM, 'COPY --from=tools /opt/tools/curl /usr/bin/'],
    ['copied to its name', SLIM, 'COPY ["bin/curl-static", "/usr/local/bin/curl"]'],
    ['added', SLIM, 'ADD https://example.com/curl /usr/local/bin/curl'],
    ['copied with a folder in which another stage put it', SLIM, 'COPY --from=tools /opt/tools/ $BIN/'],
    ['copied with the folder of programs', SLIM, 'COPY --from=tools /usr/bin /usr/bin'],
    ['copied with the system', SLIM, 'COPY --from=tools / /'],
    ['copied from another image', SLIM, 'COPY --from=ghcr.io/acme/tools:1.0.0 /out /usr/local/bin'],
    ['copied with a system of the context', SLIM, 'COPY rootfs /'],
    ['unpacked from the context', SLIM, 'ADD system.tar.gz /'],
  ])('%s', (_, from, line) => expect(isLacked('curl', from, line)).toBe(false));

  test.each([
    ['nc', SLIM, 'RUN apt-get install -y netcat-openbsd'],
    ['pg_isready', ALPINE, 'RUN apk add postgresql17-client'],
    ['redis-cli', SLIM, 'RUN apt-get install -y redis-tools'],
    ['python3', SLIM, 'RUN apt-get install -y supervisor'],
    ['bash', ALPINE, 'RUN apk add git'],
    ['node', SLIM, 'COPY --from=node:24.21.0-trixie-slim /usr/local/bin/node /usr/local/bin/'],
    ['python', SLIM, 'COPY --from=tools /opt/venv /opt/venv\nENV PATH="/opt/venv/bin:$PATH"'],
    ['sh', 'gcr.io/distroless/base-debian13:nonroot', 'COPY --from=busybox:1.37.0-musl /bin /bin'],
  ])('%s', (program, from, lines) => expect(isLacked(program, from, ...lines.split('\n'))).toBe(false));
});

describe('is surely lacked', () => {
  test.each([
    ['nothing brings it', SLIM, 'RUN true'],
    ['another package is installed', SLIM, 'RUN apt-get install -y --no-install-recommends ca-certificates libcurl4 wget'],
    ['it is removed again', SLIM, 'RUN apt-get install -y curl && curl https://example.com && apt-get purge -y --auto-remove curl'],
    ['its group is removed again', ALPINE, 'RUN apk add --virtual .fetch curl tar\nRUN apk del .fetch'],
    ['an application is copied', SLIM, 'WORKDIR /app\nCOPY . .\nCOPY --from=tools /app /app'],
    ['programs of a language are copied', SLIM, 'COPY --from=build /install /usr/local'],
    ['another program is copied', SLIM, 'COPY server docker-entrypoint.sh /usr/local/bin/'],
    ['a variable says where the application goes', SLIM, 'ENV HOME=/srv/app\nCOPY . $HOME/'],
    ['Python packages are installed', 'python:3.13.14-slim-trixie', 'RUN pip install -r requirements.txt'],
  ])('%s', (_, from, lines) => expect(isLacked('curl', from, ...lines.split('\n'))).toBe(true));

  test('what another stage has is not in this one', () => expect(isLacked('wget', SLIM)).toBe(true));
  test('a base that is not known may have anything', () => expect(isLacked('curl', 'ghcr.io/acme/base:1.0.0')).toBe(false));
  test('so may one that a variable decides', () => expect(isLacked('curl', '$BASE')).toBe(false));
});
