import fc from 'fast-check';
import { fromTemplate, toTemplate } from '../../src/model/bake-text';

test.each([
  ['apps/a${b}', 'apps/a$${b}'], ['%{if}', '%%{if}'], ['$${b}', '$$${b}'], ['$b %c $ {', '$b %c $ {'], ['${""}x', '$${""}x'], ['\ufeffx\ufeff', '${""}\ufeffx\ufeff'], ['', ''],
])('%j is %j', (text, template) => {
  expect(toTemplate(text)).toBe(template);
  expect(fromTemplate(template)).toBe(text);
});

test('what is written is what is read', () => {
  const texts = fc.array(fc.constantFrom('$', '%', '{', '}', '"', '\ufeff', '${', '%{', '${""}', 'a', '/')).map(all => all.join(''));
  fc.assert(fc.property(texts, text => {
    const template = toTemplate(text);
    // No template begins but the one of nothing.
    expect(template.replace(/^\$\{""\}/, '').replace(/\$\$\{|%%\{/g, '_')).not.toMatch(/[$%]\{/);
    expect(fromTemplate(template)).toBe(text);
  }), { numRuns: 2000 });
});

test('templates stay what they are', () => {
  expect(fromTemplate('${TAG}-%{if x}')).toBe('${TAG}-%{if x}');
});
