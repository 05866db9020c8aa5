import { renderIgnore } from '../../src/render/ignore';
import { isDockerIgnored } from '../../src/workspace/dockerignore';

test('everything is left out, then what is named is let in, then what never belongs is left out again', () => {
  const text = renderIgnore({ only: ['package.json', 'apps/api'], except: [{ title: 'Secrets', patterns: ['**/.env', '!**/.env.example'] }, { title: 'Nothing', patterns: [] }] }, ['marker']);
  expect(text).toBe('# marker\n\n# Only what this image is built from\n*\n!package.json\n!apps/api\n\n# Secrets\n**/.env\n!**/.env.example\n');
});

test('without a list, everything is let in but what never belongs', () => {
  expect(renderIgnore({ except: [{ title: 'Secrets', patterns: ['**/.env'] }] }, ['marker'])).toBe('# marker\n\n# Secrets\n**/.env\n');
});

test('paths stand for themselves, whatever their characters mean in a pattern', () => {
  const only = ['apps/[x]', '#a', '!b', ' c ', 'd*?^', 'e'];
  const text = renderIgnore({ only, except: [] }, []);
  expect(only.filter(path => isDockerIgnored(text, `${path}/file`))).toEqual([]);
  expect(['apps/x', 'a', 'b', 'c', 'd', 'dx1^'].filter(path => !isDockerIgnored(text, `${path}/file`))).toEqual([]);
});
