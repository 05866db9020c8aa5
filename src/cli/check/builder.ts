import { join } from 'path';
import { CheckFinding, CheckResult, rulesOf } from './finding';
import { composeArguments, lacksCompose, NO_COMPOSE } from '../../engine/compose-config';
import { docker } from '../../engine/docker';
import { lastLines } from '../../engine/program';
import { tryRead } from '../../files/atomic';
import type { Manifest } from '../../model/manifest';
import { joinPath } from '../../model/paths';
import { parseJson } from '../../workspace/json';
import { type Table, table, text } from '../../workspace/value';

/** What the builder says of one target. */
interface BuilderTarget {
  readonly build: { readonly context?: string; readonly dockerfile?: string };
  readonly check?: { readonly warnings: readonly BuilderWarning[] | null; readonly buildError?: { readonly message?: string } };
}

interface BuilderWarning {
  readonly ruleName: string;
  readonly description: string;
  readonly url?: string;
  readonly detail?: string;
  readonly location?: { readonly ranges?: readonly { readonly start: { readonly line: number } }[] };
}

/** The builder's own checks of all Dockerfiles; they need the images that these start from. */
export async function checkDockerfiles(directory: string, { bakeFile, targets }: Manifest, signal: AbortSignal): Promise<CheckResult> {
  // Without a name, the builder would look for a target "default".
  if (targets.length === 0) return { findings: [], rules: [] };
  const names = targets.map(({ name }) => name);
  const settings = ['*.platform=local', ...links(bakeFile, tryRead(join(directory, bakeFile)), names)].flatMap(setting => ['--set', setting]);
  const args = ['buildx', 'bake', '--file', bakeFile, '--call', 'check,format=json', ...settings, ...names];
  const { code, stdout, stderr } = await docker(args, { cwd: directory, signal });
  const answer = parse(stdout);
  if (!answer) {
    const findings = [failure('docker/build', `the builder could not check the Dockerfiles: ${lastLines(stderr) || `exit code ${code}`}`)];
    return { findings, rules: rulesOf(findings, () => 'The builder can read all Dockerfiles') };
  }
  const urls = new Map<string, BuilderWarning>();
  const findings = Object.entries(answer).flatMap(([service, { build, check }]) => {
    const file = joinPath(build.context ?? '.', build.dockerfile ?? 'Dockerfile');
    const broken = check?.buildError?.message;
    return [
      ...broken ? [{ ...failure('docker/build', broken), service, file }] : [],
      ...(check?.warnings ?? []).map((warning): CheckFinding => {
        urls.set(`docker/${warning.ruleName}`, warning);
        const { ruleName, detail, description, location } = warning;
        const line = location?.ranges?.[0]?.start.line;
        return { rule: `docker/${ruleName}`, severity: 'warning', service, message: detail ?? description, file, line };
      }),
    ];
  });
  const said = once(findings);
  const rules = rulesOf(said, ({ rule, message }) => urls.get(rule)?.description ?? message);
  return { findings: said, rules: rules.map(rule => ({ ...rule, page: urls.get(rule.id)?.url })) };
}

/**
 * Takes away what links targets to each other: where nothing is built, there is no image to link to, and the builder calls that an error.
 * The stages that images share stand in each Dockerfile, too.
 *
 * @see https://github.com/docker/buildx/issues/3343
 */
function links(path: string, content: string | undefined, names: readonly string[]): string[] {
  const targets = table(tryParse(path, content)?.target) ?? {};
  return names.flatMap(name => Object.entries(table(table(targets[name])?.contexts) ?? {})
    .flatMap(([context, value]) => (text(value)?.startsWith('target:') ? [`${name}.contexts.${context}=`] : [])));
}

/** What is wrong with the file is for the builder to say. */
function tryParse(path: string, content = '{}'): Table | undefined {
  try {
    return table(parseJson(path, content, ''));
  } catch {
    return undefined;
  }
}

/** Compose's own opinion of its files: it has none of what is in order. */
export async function checkCompose(directory: string, manifest: Manifest, signal: AbortSignal): Promise<CheckResult> {
  const { composeFile, composeDevelopmentFile: development } = manifest;
  const findings: CheckFinding[] = [];
  for (const files of [[composeFile], ...development === undefined ? [] : [[composeFile, development]]]) {
    const { code, stderr } = await docker([...composeArguments(files), 'config', '--quiet'], { cwd: directory, signal });
    if (code === 0 && !stderr.trim()) continue;
    const severity = code === 0 ? 'warning' : 'error';
    const message = lacksCompose(stderr) ? NO_COMPOSE : stderr.trim() || `exit code ${code}`;
    findings.push({ rule: 'compose/config', severity, message, file: files[files.length - 1] });
    // The second is read on top of the first, and would say the same again.
    break;
  }
  return { findings, rules: rulesOf(findings, () => 'Compose takes its files without a word') };
}

/** The stages of a base stand in many Dockerfiles: what is said of one of them is said once. */
function once(findings: readonly CheckFinding[]): CheckFinding[] {
  return [...new Map(findings.map(finding => [[finding.rule, finding.file, finding.line, finding.message].join('\n'), finding])).values()];
}

function parse(stdout: string): Record<string, BuilderTarget> | undefined {
  try {
    return JSON.parse(stdout.slice(stdout.indexOf('{'))).target;
  } catch {
    return undefined;
  }
}

function failure(rule: string, message: string): CheckFinding {
  return { rule, severity: 'error', message };
}
