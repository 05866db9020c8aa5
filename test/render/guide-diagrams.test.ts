import { diagramsOf, draw, Drawn, exampleInput, EXAMPLES, inputOf } from './guide-support';
import { AWKWARD, service, system } from './model';
import type { DependencyModel, ServiceModel } from '../../src/model/service-model';
import { renderGuide } from '../../src/render/guide/guide';
import { Flowchart } from '../../src/render/guide/mermaid';

const diagrams = (services: readonly ServiceModel[]) => draw(diagramsOf(renderGuide(inputOf(system(services)), [])));
const arrows = ({ edges }: Drawn) => edges.map(({ from, to, label, stroke, type }) => `${from} ${stroke === 'dotted' ? '-.' : '--'}${label}${type === 'arrow_open' ? '' : '>'} ${to}`);

describe('the parser', () => {
  test('refuses what is wrong', () => {
    const wrong: Record<string, string> = {
      'a keyword as a node': 'flowchart LR\n  end --> b',
      'a quote in a label': 'flowchart LR\n  a["x"y"]',
      'a bracket outside of quotes': 'flowchart LR\n  a[[::1]:80]',
      'an arrow to nowhere': 'flowchart LR\n  a -->',
      'no diagram': 'services LR\n  a --> b',
      'more arrows than are drawn': `flowchart LR\n${'  a --> b\n'.repeat(501)}`,
      'more text than is drawn': `flowchart LR\n  a["${'x'.repeat(50_000)}"]`,
    };
    const errors = draw(Object.values(wrong)).map(({ error }) => error);
    expect(Object.keys(wrong).filter((_, i) => errors[i] === undefined)).toEqual([]);
  });

  test('reads labels as they are drawn', () => {
    expect(draw(['flowchart LR\n  a["x #quot; #35;<br>y"] -->|"z"| b'])).toEqual([{
      nodes: [{ id: 'a', lines: ['x &quot; #', 'y'], shape: 'square' }, { id: 'b', lines: ['b'] }],
      edges: [{ from: 'x &quot; #', to: 'b', label: 'z', stroke: 'normal', type: 'arrow_point' }],
    }]);
  });
});

describe('labels', () => {
  const WORDS = [
    ...AWKWARD.filter(text => text.trim()), 'end', 'subgraph', 'click', 'style:1"', 'a style: x"y;z', 'classDef a:b"', 'linkStyle', '%%{init: {"theme": "dark"}}%%', '%% no comment', '---',
    '`code`', '**bold**', '~~out~~', '1. one', '- one', 'fa:fa-car', 'fab:fa-docker', 'www.example.com/app:1', 'https://example.com', 'a;b', '#quot;', '#35;', '$$x^2$$',
    '[a](b)', '<b>x</b>', '<br>', '&amp;', '"]; n1 --> n2', '")', '|x|', ':::job', '@{ shape: rect }', 'constructor', '__proto__', '\u0000x', 'a\u2028b', '[::1]:8080', '${VERSION}',
  ];
  const seen = (text: string) => text.replace(/[\s\u0000]+/g, ' ').trim();
  let drawn: Drawn[];
  beforeAll(() => {
    drawn = draw(WORDS.map(text => {
      const chart = new Flowchart();
      chart.node('one', [text, `x ${text}`], 'box');
      chart.node(text, ['y'], 'cylinder');
      chart.edge('one', text, 'dotted', `a ${text}`);
      return chart.render()!;
    }));
  });

  test.each(WORDS.map((text, i) => [text, i] as const))('%j is drawn as it is', (text, i) => {
    expect(drawn[i]).toEqual({
      nodes: [{ id: 'n1', lines: [seen(text), `x ${seen(text)}`], shape: 'square' }, { id: 'n2', lines: ['y'], shape: 'cylinder' }],
      edges: [{ from: seen(text), to: 'y', label: `a ${seen(text)}`.trimEnd(), stroke: 'dotted', type: 'arrow_point' }],
    });
  });

  test('that say nothing are drawn, too', () => {
    const chart = new Flowchart();
    chart.node('x', [''], 'round');
    expect(draw([chart.render()!])).toEqual([{ nodes: [{ id: 'n1', lines: [expect.stringMatching(/^ ?$/)], shape: 'round' }], edges: [] }]);
  });

  test('mean nothing in Markdown while Mermaid has not decoded them', () => {
    for (const text of ['`x`', '*x*', '~~x~~', '[x](y)', 'www.example.com', '<x>', '$$x$$', 'fa:fa-x']) {
      const chart = new Flowchart();
      chart.node('x', [text], 'box');
      expect(chart.render()).not.toContain(text);
    }
  });
});

describe('of the examples', () => {
  let drawn: Record<string, Drawn[]>;
  beforeAll(() => {
    const texts = EXAMPLES.map(name => diagramsOf(renderGuide(exampleInput(name), [])));
    const all = draw(texts.flat());
    drawn = Object.fromEntries(EXAMPLES.map((name, i) => [name, texts[i].map(() => all.shift()!)]));
  }, 120_000);

  test.each(EXAMPLES)('%s: both are drawn', name => {
    expect(drawn[name].map(({ error }) => error)).toEqual([undefined, undefined]);
    for (const { nodes, edges } of drawn[name]) {
      expect(nodes.length).toBeGreaterThan(1);
      expect(edges.length).toBeGreaterThan(0);
    }
  });

  test('services, addresses, order and volumes', () => {
    const [services] = drawn.financehub;
    expect(services.nodes.map(({ lines, shape }) => [lines.join(' '), shape])).toEqual([
      ['postgres', 'round'], ['redis', 'round'], ['backend', 'square'], ['backend-migrate job', 'subroutine'], ['frontend', 'square'],
      ['127.0.0.1:8000', 'stadium'], ['127.0.0.1:3000', 'stadium'], ['postgres-data', 'cylinder'], ['redis-data', 'cylinder'], ['backend-logs', 'cylinder'],
    ]);
    expect(arrows(services)).toEqual([
      '127.0.0.1:8000 --port 8000> backend', '127.0.0.1:3000 --port 3000> frontend',
      'backend -.healthy> postgres', 'backend -.healthy> redis', 'backend -.completed> backend-migrate',
      'backend-migrate -.healthy> postgres', 'backend-migrate -.healthy> redis', 'frontend -.healthy> backend',
      'postgres -- postgres-data', 'redis -- redis-data', 'backend -- backend-logs', 'backend-migrate -- backend-logs',
    ]);
  });

  test('what images come from', () => {
    expect(arrows(drawn.financehub[1])).toEqual(['python:3.13.14-slim-trixie --> backend', 'alpine:3.24.2 --> frontend', 'node:24.21.0-alpine3.24 -.> frontend']);
  });

  test('what images come from over bases, without what stands behind them', () => {
    expect(arrows(drawn.jts[1]).slice(0, 6)).toEqual([
      'node:24.21.0-alpine3.24 --> base-build', 'base-build --> base-deps', 'alpine:3.24.2 --> base', 'base-build -.> base',
      'base --> data-ingestion', 'base-deps -.> data-ingestion',
    ]);
    expect(drawn.jts[1].nodes.map(({ lines }) => lines.join(' '))).toEqual(expect.arrayContaining(['base-build base', 'base base', 'api-gateway']));
  });

  test('an own Dockerfile, too', () => {
    expect(arrows(drawn['own-dockerfile'][1])).toEqual(['python:3.13-slim-trixie --> guestbook']);
  });
});

test('every character that a name may have, and words of the language', () => {
  const names = ['end', 'subgraph', 'style', 'class', 'default', 'graph', 'x', 'o', '0', 'a-b_c--d', 'n1'];
  const dependsOn = (name: string): DependencyModel[] => [{ name, condition: 'service_started' }];
  const [services, images] = diagrams(names.map((name, i) => service({ name, dependsOn: i === 0 ? [] : dependsOn(names[i - 1]) })));
  expect(services.nodes.map(({ lines }) => lines)).toEqual(names.map(name => [name]));
  expect(arrows(services)).toEqual(names.slice(1).map((name, i) => `${name} -.started> ${names[i]}`));
  expect(arrows(images)).toEqual(names.map(name => `scratch --> ${name}`));
});

test('addresses, profiles and jobs', () => {
  const [services] = diagrams([
    service({ port: { container: 80, host: 8080, address: '[::1]' }, profiles: ['debug', 'all'] }),
    service({ name: 'inner', port: { container: 80, address: '127.0.0.1' } }),
    { ...service({ name: 'import', isJob: true, imageOf: 'api', profiles: ['jobs'] }), build: undefined },
  ]);
  expect(services.nodes.map(({ lines }) => lines)).toEqual([['api', 'profile debug, all'], ['inner'], ['import', 'job', 'profile jobs'], ['[::1]:8080']]);
  expect(arrows(services)).toEqual(['[::1]:8080 --port 80> api']);
});

describe('a diagram that would not be drawn', () => {
  const chart = (edges: number, label = 'a') => {
    const made = new Flowchart();
    made.node('a', [label], 'box');
    for (let i = 0; i < edges; i++) made.edge('a', 'a', 'solid');
    return made.render();
  };

  test.each([
    ['arrows', chart(500)!, chart(501)],
    ['characters', chart(0, 'x'.repeat(50_000 - 22))!, chart(0, 'x'.repeat(50_000 - 21))],
  ])('is none: as many %s as Mermaid takes, and no more', (_, most, more) => {
    expect(draw([`${most}\n`]).map(({ error }) => error)).toEqual([undefined]);
    expect(more === undefined).toBe(true);
  });

  test('is left out, and with it what explains it', () => {
    const many = Array.from({ length: 60 }, (_, i) => service({
      name: `s${i}`, dependsOn: Array.from({ length: Math.min(i, 10) }, (__, j) => ({ name: `s${i - j - 1}`, condition: 'service_healthy' as const })),
    }));
    const page = renderGuide(inputOf(system(many)), []);
    expect(page).not.toContain('Dotted arrows');
    expect(draw(diagramsOf(page)).map(({ error, edges }) => [error, edges.length])).toEqual([[undefined, 60]]);
  });
});
