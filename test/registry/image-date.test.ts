import { digest, textOf } from './server';
import { type Contents, datesOf, dateText, isPast } from '../../src/registry/image-date';
import { linksOf } from '../../src/registry/manifest-links';

const LABEL = 'org.opencontainers.image.created';
const DAY = (day: number) => Date.UTC(2026, 2, day);
const text = (day: number) => new Date(DAY(day)).toISOString();

const things = new Map<string, unknown>();
const put = (thing: unknown) => {
  things.set(digest(thing), thing);
  return digest(thing);
};
const image = (config: unknown, annotations?: object) => put({ config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: put(config) }, layers: [], annotations });
const index = (...digests: string[]) => put({ manifests: digests.map(one => ({ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: one })), annotations: { [LABEL]: text(9) } });

let asked: string[];
const contents: Contents = {
  links: async one => {
    asked.push(one);
    const links = things.has(one) ? linksOf(Buffer.from(textOf(things.get(one)))) : undefined;
    return links && !('problem' in links) ? links : undefined;
  },
  blob: async one => (things.has(one) ? Buffer.from(textOf(things.get(one))) : undefined),
};
beforeEach(() => {
  asked = [];
});
async function all(top: string): Promise<object[]> {
  const found: object[] = [];
  for await (const dates of datesOf(top, contents)) found.push(dates);
  return found;
}

test('an image says it with a label, its configuration and an annotation', async () => {
  const config = { created: text(1), config: { Labels: { [LABEL]: text(2) } } };
  expect(await all(image(config, { [LABEL]: text(3) }))).toEqual([{ created: DAY(1), label: DAY(2), annotation: DAY(3) }]);
});

test('an index comes before what it lists, and what is not there is left out', async () => {
  expect(await all(index(image({ created: text(4) }), digest('nowhere'), image({ created: text(5) })))).toEqual([{ annotation: DAY(9) }, { created: DAY(4) }, { created: DAY(5) }]);
  expect(await all(digest('nowhere'))).toEqual([]);
});

test('nothing is read that is not asked for', async () => {
  const [first, second] = [image({ created: text(6) }), image({ created: text(7) })];
  const top = index(first, second);
  for await (const { created } of datesOf(top, contents)) if (created !== undefined) break;
  expect(asked).toEqual([top, first]);
});

test('a date may be an hour ahead, as clocks are, and not more', () => {
  const hour = 60 * 60_000;
  expect([-hour, 0, hour, hour + 1, 365 * 24 * hour].map(ahead => isPast(DAY(1) + ahead, DAY(1)))).toEqual([true, true, true, false, false]);
});

test('a date in messages', () => {
  expect([dateText(DAY(1)), dateText(DAY(1) + 1)]).toEqual(['2026-03-01T00:00:00Z', '2026-03-01T00:00:00.001Z']);
});

test.each(['1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '1999-12-31T23:59:59Z', 'yesterday', ''])('%j is no date', async created => {
  expect(await all(image({ created, config: { Labels: { [LABEL]: created } } }, { [LABEL]: created }))).toEqual([{}]);
});
