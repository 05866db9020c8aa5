import { mkdirSync } from 'fs';
import { join } from 'path';
import { Trivy, type TrivyOptions } from '../../src/engine/trivy';
import { type Behaviour, fakeDocker } from '../cli/scan/support';
import { temporary } from '../support';

jest.setTimeout(30_000);

const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

function trivy(more: Partial<TrivyOptions> = {}): Trivy {
  const folder = temporary();
  return new Trivy({ image: 'trivy:1', folder, cache: join(folder, 'cache'), persistence: { pauses: [1, 1] }, ...more });
}

test.each<[string, Behaviour['fails'] & object, number]>([
  ['pulled', { pull: 'toomanyrequests: You have reached your pull rate limit' }, 3],
  ['fetched', { database: 'TOOMANYREQUESTS: retry-after: 1ms' }, 3],
  ['fetched', { database: 'no space left on device' }, 1],
])('what cannot be %s is tried again where that passes', async (_, fails, times) => {
  const { calls } = fakeDocker({ isPulled: false, fails });
  const steps: string[] = [];
  await expect(trivy({ step: text => steps.push(text) }).prepare()).rejects.toThrow(Object.values(fails)[0]);
  expect(calls().filter(argv => argv[0] === (fails.pull ? 'pull' : 'run'))).toHaveLength(times);
  expect(steps.filter(text => text.endsWith('; trying again in 1 s'))).toHaveLength(times - 1);
});

test('a folder whose name has a comma or a quote', async () => {
  const cache = join(temporary(), 'a,"b"');
  mkdirSync(cache);
  const { runs } = fakeDocker();
  await trivy({ cache }).prepare();
  expect(runs()[0].options).toContain(`type=bind,"source=${cache.replace(/"/g, '""')}",target=/cache`);
});

test('is interrupted', async () => {
  fakeDocker();
  const controller = new AbortController();
  controller.abort();
  await expect(trivy({ signal: controller.signal }).prepare()).rejects.toThrow(/abort/i);
});
