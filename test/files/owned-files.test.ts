import { existsSync, utimesSync, statSync } from 'fs';
import { join } from 'path';
import { JsonFile, Project, TextFile } from 'projen';
import { MARKER, OwnedObjectFile, OwnedTextFile, synthesizeAtomically } from '../../src/files/owned-files';
import { renderJson } from '../../src/render/text';
import { quiet, repository, stateOf, temporary } from '../support';

const project = (root = temporary()) => new Project({ name: 'acme', outdir: root, ...quiet });

test('a text file: written with the marker, read-only, and again only when it changes', () => {
  const root = temporary();
  const synth = (content: string) => {
    const p = project(root);
    const file = new OwnedTextFile(p, 'a/file', marker => `${marker.join()}|${content}`);
    p.synth();
    return file.changed;
  };
  expect([synth('x'), synth('x'), synth('y')]).toEqual([true, false, true]);
  expect(stateOf(root)['a/file']).toMatch(new RegExp(`^444 ${MARKER}.*\\|y$`));
});

test('a file without content is not written', () => {
  const p = project();
  const file = new OwnedTextFile(p, 'file', () => undefined);
  p.synth();
  expect([file.changed, existsSync(join(p.outdir, 'file'))]).toEqual([false, false]);
});

test('content is made when it is written', () => {
  const p = project();
  let content = 'early';
  new OwnedTextFile(p, 'file', () => content);
  content = 'late';
  p.synth();
  expect(stateOf(p.outdir).file).toBe('444 late');
});

test('an object file takes overrides, and is unchanged the second time', () => {
  const root = temporary();
  const synth = () => {
    const p = project(root);
    const file = new OwnedObjectFile(p, 'file.json', () => ({ a: { b: 1 } }), (value, marker) => renderJson({ marker: marker.length, ...value }, []));
    file.addOverride('a.c', 2);
    p.synth();
    return file.changed;
  };
  expect([synth(), synth()]).toEqual([true, false]);
  expect(JSON.parse(stateOf(root)['file.json'].slice(4))).toEqual({ marker: 1, a: { b: 1, c: 2 } });
});

describe('files of projen\'s own', () => {
  function synth(root: string, add: (p: Project) => void): void {
    const p = project(root);
    add(p);
    p.files.forEach(synthesizeAtomically);
    p.synth();
  }

  test('come out as without', () => {
    const add = (p: Project) => {
      new TextFile(p, 'text.txt', { lines: ['x'], executable: true });
      new JsonFile(p, 'deep/x.json', { obj: { a: 1 }, readonly: false });
    };
    const [plain, atomic] = [temporary(), temporary()];
    const p = project(plain);
    add(p);
    p.synth();
    synth(atomic, add);
    expect(stateOf(atomic)).toEqual(stateOf(plain));
  });

  test('are not touched when nothing changed', () => {
    const root = temporary();
    const add = (p: Project) => new TextFile(p, 'text.txt', { lines: ['x'] });
    synth(root, add);
    utimesSync(join(root, 'text.txt'), 1, 1);
    synth(root, add);
    expect(statSync(join(root, 'text.txt')).mtimeMs).toBe(1000);
  });

  test('go away when they have no content any more', () => {
    const root = repository({ 'gone.json': '{}' });
    synth(root, p => new JsonFile(p, 'gone.json', { obj: () => undefined }));
    expect(existsSync(join(root, 'gone.json'))).toBe(false);
  });
});
