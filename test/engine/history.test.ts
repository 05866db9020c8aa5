import { HistoryEntry, instructionOf, originsOf } from '../../src/engine/history';

test.each([
  ['RUN /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
  ['RUN |2 NODE_VERSION=24 FLAGS=a b /bin/sh -c npm ci --omit=dev # buildkit', 'RUN npm ci --omit=dev'],
  ['RUN /bin/bash -o pipefail -c curl x | sh # buildkit', 'RUN curl x | sh'],
  ['RUN /bin/ash -eo pipefail -c apk add nodejs # buildkit', 'RUN apk add nodejs'],
  ['RUN /bin/sh -c apk add --no-cache \\\n      tini   tzdata # buildkit', 'RUN apk add --no-cache \\ tini tzdata'],
  ['RUN npm ci # buildkit', 'RUN npm ci'],
  ['COPY /app /app # buildkit', 'COPY /app /app'],
  ['/bin/sh -c #(nop) COPY file:abc in /etc/nginx ', 'COPY file:abc in /etc/nginx'],
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|1 A=b /bin/sh -c apt-get update', 'RUN apt-get update'],
  ['WORKDIR /app', 'WORKDIR /app'],
  ['bazel build ...', 'bazel build ...'],
  ['', ''],
])('%j was %j', (createdBy, instruction) => {
  expect(instructionOf(createdBy)).toBe(instruction);
});

/** History in short: what makes a layer begins with `+`, what comes from no Dockerfile builder ends with `!`. */
function history(...entries: string[]): HistoryEntry[] {
  return entries.map(entry => ({
    created_by: entry.replace(/^\+|!$/g, ''),
    ...(entry.startsWith('+') ? {} : { empty_layer: true }),
    ...(entry.endsWith('!') ? {} : { comment: 'buildkit.dockerfile.v0' }),
  }));
}

describe('what came with the base image', () => {
  test.each<[string, HistoryEntry[], string[]]>([
    ['everything up to its command', history('+ADD /', 'CMD ["bash"]', '+RUN apt', 'ENTRYPOINT ["e"]', 'CMD ["node"]', '+COPY app', 'CMD ["app"]'), ['ADD /', 'RUN apt']],
    ['what the Dockerfile builder did not write', history('+bazel build!', '+bazel build!', '+COPY app', 'ENTRYPOINT ["/app"]'), ['bazel build', 'bazel build']],
    ['what Debian writes', history('+# debian.sh --arch amd64!', '+COPY app'), ['# debian.sh --arch amd64']],
    ['nothing from scratch', history('+COPY app', 'CMD ["/app"]'), []],
    ['nothing, where another builder made all of it', history('+COPY app!', '+RUN npm ci!', 'CMD ["app"]!'), []],
    ['an instruction that only begins like a command', history('+RUN CMDR', '+COPY ENTRYPOINTS .'), []],
  ])('%s', (_, entries, base) => {
    const layers = entries.filter(entry => !entry.empty_layer).length;
    expect(originsOf(entries, layers).filter(({ isBase }) => isBase).map(({ instruction }) => instruction)).toEqual(base);
  });
});

test('a history that does not fit the layers says nothing', () => {
  expect(originsOf(history('+COPY a'), 2)).toEqual([{ isBase: false }, { isBase: false }]);
  expect(originsOf([], 1)).toEqual([{ isBase: false }]);
});

test('a layer that nobody says anything of', () => {
  expect(originsOf([{}, { created_by: 'COPY a' }], 2)).toEqual([{ step: 0, isBase: false }, { instruction: 'COPY a', step: 1, isBase: false }]);
});
