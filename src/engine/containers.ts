import { PROJECT_LABEL } from './compose-down';
import { ask, docker } from './docker';
import { RunOptions } from './program';

/** A container as the engine describes it. Moments are in milliseconds of the engine's clock. */
export interface Container {
  readonly id: string;
  readonly imageId: string;
  /** The service that Compose runs in it. */
  readonly service: string;
  readonly status: string;
  readonly pid: number;
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** What the engine has against it, such as a program that is not there. */
  readonly error: string;
  /** `undefined`: nobody asks how it is. */
  readonly health?: { readonly status: string; readonly probes: readonly Probe[] };
  /** As it is set; empty: root. */
  readonly user: string;
  readonly isReadOnly: boolean;
  readonly isPrivileged: boolean;
  readonly securityOptions: readonly string[];
  readonly addedCapabilities: readonly string[];
  readonly droppedCapabilities: readonly string[];
  /** In bytes; 0: none. */
  readonly memoryLimit: number;
  /** How long it may take to stop before it is killed, in milliseconds. */
  readonly stopTimeout: number;
}

/** Once asked how it is. */
export interface Probe {
  readonly start: number;
  readonly end: number;
  readonly exitCode: number;
  readonly output: string;
}

/** A process in a container, as the engine's host sees it. */
export interface ContainerProcess {
  readonly pid: number;
  readonly parent: number;
  /** Numbers where the host says them, else names. */
  readonly user: string;
  readonly group: string;
  readonly command: string;
}

/** The engine's own default. */
const STOP_TIMEOUT_S = 10;

/** The containers of a Compose project, in no order. */
export async function containersOf(project: string, options: RunOptions = {}): Promise<Container[]> {
  const ids = (await ask(['container', 'ls', '--all', '--quiet', '--no-trunc', '--filter', `label=${PROJECT_LABEL}=${project}`], options)).split(/\s+/).filter(Boolean);
  if (ids.length === 0) return [];
  return (JSON.parse(await ask(['container', 'inspect', ...ids], options)) as unknown[]).map(parseContainer);
}

/** Reads what `docker inspect` says of one container. */
export function parseContainer(inspected: any): Container {
  const { Id: id, Image: imageId, State: state, Config: config, HostConfig: host } = inspected;
  return {
    id,
    imageId,
    service: config.Labels?.['com.docker.compose.service'] ?? '',
    status: state.Status,
    pid: state.Pid,
    exitCode: state.ExitCode,
    isOutOfMemory: state.OOMKilled === true,
    startedAt: moment(state.StartedAt),
    finishedAt: moment(state.FinishedAt),
    error: state.Error ?? '',
    health: state.Health && { status: state.Health.Status, probes: (state.Health.Log ?? []).map(parseProbe) },
    user: config.User ?? '',
    isReadOnly: host.ReadonlyRootfs === true,
    isPrivileged: host.Privileged === true,
    securityOptions: host.SecurityOpt ?? [],
    addedCapabilities: host.CapAdd ?? [],
    droppedCapabilities: host.CapDrop ?? [],
    memoryLimit: host.Memory ?? 0,
    stopTimeout: (config.StopTimeout ?? STOP_TIMEOUT_S) * 1000,
  };
}

function parseProbe({ Start, End, ExitCode, Output }: { Start: string; End: string; ExitCode: number; Output: string }): Probe {
  return { start: Date.parse(Start), end: Date.parse(End), exitCode: ExitCode, output: Output };
}

/** The engine writes the year 1 for what has not happened. */
function moment(text: string): number | undefined {
  return text.startsWith('0001-') ? undefined : Date.parse(text);
}

/**
 * The processes of a running container; `undefined` where the engine's host can't say.
 *
 * The host's own `ps` is asked, so the image needs none. That of BusyBox, which engines inside of containers have, knows other columns.
 */
export async function processesOf(id: string, options: RunOptions = {}): Promise<ContainerProcess[] | undefined> {
  for (const columns of [['-e', '-o', 'pid,ppid,uid,gid,args'], ['-o', 'pid,ppid,user,group,args']]) {
    const { code, stdout } = await docker(['container', 'top', id, ...columns], options);
    if (code === 0) return parseProcesses(stdout);
  }
  return undefined;
}

export function parseProcesses(table: string): ContainerProcess[] {
  return table.trim().split(/\r?\n/).slice(1).map(line => {
    const [, pid, parent, user, group, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), user, group, command };
  });
}

/** By how much the engine's host moves the numbers of users, where it lets containers have users of their own. */
export async function userOffset(options: RunOptions = {}): Promise<number> {
  const [security, root] = (await ask(['info', '--format', '{{json .SecurityOptions}}\n{{.DockerRootDir}}'], options)).trim().split(/\r?\n/);
  return parseUserOffset(security, root);
}

/** The engine's folder is called after the user that stands for root: `/var/lib/docker/100000.100000`. */
export function parseUserOffset(security: string, root: string): number {
  return /name=userns/.test(security) ? Number(/[\\/](\d+)\.\d+$/.exec(root)?.[1] ?? 0) : 0;
}

/** The memory that running containers take, in bytes, by id. */
export async function memoryOf(ids: readonly string[], options: RunOptions = {}): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const lines = (await ask(['stats', '--no-stream', '--no-trunc', '--format', '{{.ID}} {{.MemUsage}}', ...ids], options)).trim().split(/\r?\n/);
  return new Map(lines.flatMap(line => {
    const [, id, usage = ''] = /^([0-9a-f]+) (\S+) \//.exec(line) ?? [];
    const amount = parseAmount(usage);
    return id !== undefined && amount !== undefined ? [[id, amount] as const] : [];
  }));
}

const AMOUNTS: Record<string, number> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

/** An amount as `docker stats` writes it, such as `34.2MiB`; `undefined` for `--`, which stands where a container has just ended. */
export function parseAmount(text: string): number | undefined {
  const [, amount, unit = ''] = /^([\d.]+) ?([A-Za-z]+)$/.exec(text) ?? [];
  return Object.hasOwn(AMOUNTS, unit) ? Math.round(Number(amount) * AMOUNTS[unit]) : undefined;
}

/** The account database of a container: works without a shell in it, and after its end. */
export async function accountsOf(id: string, options: RunOptions = {}): Promise<string> {
  const { code, stdout } = await docker(['container', 'cp', '--follow-link', `${id}:/etc/passwd`, '-'], options);
  // A tar archive with one file: a header of 512 bytes, the file, zeros.
  return code === 0 ? stdout.slice(512).replace(/\0[^]*$/, '') : '';
}

/** The last lines that a container has written, without control characters. */
export async function logOf(id: string, lines: number, options: RunOptions = {}): Promise<string[]> {
  const { stdout, stderr } = await docker(['container', 'logs', '--timestamps', '--tail', String(lines), id], options);
  // Both streams come by themselves; the moments put their lines in order.
  return [stdout, stderr].flatMap(text => text.split('\n')).filter(Boolean).sort()
    .map(line => printable(line.replace(/^\S+ ?/, '')).trimEnd()).filter(Boolean).slice(-lines);
}

/** Text of a program, for a terminal that it may not control. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '').replace(/\r\n?/g, '\n').replace(/[^\P{C}\n\t]/gu, '');
}
