import { show, UsageError } from '../../model/problem';
import { table, tables } from '../../workspace/value';

/** Where findings of an image are shown. */
export interface Place {
  /** The target. */
  readonly name: string;
  readonly platform: string;
  /** The project that it is of, where that is not the root of the repository. */
  readonly subproject?: string;
  /** What keeps the alerts of several scans of an image apart, such as "released". */
  readonly category?: string;
  /** The file that says what is in the image, relative to the root of the Git repository. */
  readonly file: string;
}

interface Result { readonly ruleId: string; readonly level?: string; readonly message: { readonly text: string }; readonly [key: string]: unknown }
interface Run { readonly results?: readonly Result[]; readonly properties?: object; readonly [key: string]: unknown }

const LEVELS = ['error', 'warning', 'note', 'none'];

/**
 * The scanner's SARIF as code scanning can show it: at the image's Dockerfile, because paths inside of an image are no files of the
 * repository, and under a category of its own. A vulnerability is one alert, however many packages of the image have it.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function adaptSarif(sarif: unknown, place: Place): object {
  const runs = tables(table(sarif)?.runs);
  if (runs.length !== 1) throw new UsageError(`the scanner's SARIF of ${place.name} must have one run, got ${show(sarif).slice(0, 80)}`);
  const { results = [], originalUriBaseIds: _, properties, ...rest }: Run = runs[0];
  return {
    ...sarif as object,
    runs: [{
      ...rest,
      automationDetails: { id: categoryOf(place) },
      properties: { ...properties, imageName: `${place.name} (${place.platform})` },
      results: [...groupByRule(results).values()].map(group => adaptResult(group, place)),
    }],
  };
}

/** `released/api/linux-amd64/`, `released/portal/api/linux-amd64/`: what follows the last slash would be of one run alone. */
export function categoryOf({ name, platform, subproject, category }: Place): string {
  return `${[category?.replace(/^\/+|\/+$/g, ''), subproject, name, dashed(platform)].filter(Boolean).join('/')}/`;
}

/** `api-linux-amd64.sarif` */
export function fileNameOf({ name, platform }: Place): string {
  return `${name}-${dashed(platform)}.sarif`;
}

function dashed(platform: string): string {
  return platform.replace(/\//g, '-');
}

function groupByRule(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) groups.set(result.ruleId, [...groups.get(result.ruleId) ?? [], result]);
  return groups;
}

function adaptResult(group: readonly Result[], { name, platform, file }: Place): object {
  const levels = group.map(({ level = 'warning' }) => level).sort((a, b) => LEVELS.indexOf(a) - LEVELS.indexOf(b));
  const messages = [...new Set(group.map(({ message }) => message.text))];
  return {
    ...group[0],
    level: levels[0],
    message: { text: [`Image ${name} (${platform})`, ...messages].join('\n\n') },
    locations: [{
      physicalLocation: { artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') }, region: { startLine: 1 } },
      message: { text: `${name} (${platform})` },
    }],
  };
}
