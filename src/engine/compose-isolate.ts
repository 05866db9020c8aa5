import { ComposeConfig, ComposeService, imageOf, Settings } from './compose-config';

/** How often built services are asked how they are, at least: the time of an answer comes from several of them. */
const MOST_MS = 2000;

/** Keys of a service that would meet what runs elsewhere, or that somebody else would act upon. */
const SHARED = [
  // Would be built, published, restarted, scaled, held back.
  'build', 'develop', 'ports', 'restart', 'profiles', 'scale', 'pull_policy',
  // Fixed names and addresses, which one container can have.
  'container_name', 'mac_address', 'external_links',
  // Proxies and schedulers read labels of whatever runs.
  'labels', 'logging',
];

/** Addresses in networks that are others here. */
const ADDRESSES = ['ipv4_address', 'ipv6_address', 'link_local_ips', 'mac_address'];

/** What of a network is the application's business; the rest is fixed names and addresses. */
const NETWORK = ['internal', 'enable_ipv4', 'enable_ipv6'];

/**
 * A project of another name with some of the services, that can run beside the first one: no published ports, no fixed names,
 * and networks and volumes of its own, even in place of external ones. Nothing restarts, so that a crash can be seen.
 *
 * @param names the services; all that they need is among them
 * @param watched those that are asked often
 */
export function isolate(config: ComposeConfig, name: string, names: readonly string[], watched: readonly string[]): ComposeConfig {
  const renamed = { ...config, name };
  return {
    ...without(renamed, Object.keys(renamed).filter(key => key.startsWith('x-'))) as ComposeConfig,
    services: Object.fromEntries(names.map(service => [service, isolateService(config, service, names, watched.includes(service))])),
    networks: mapped(config.networks, network => only(network, NETWORK)),
    volumes: mapped(config.volumes, () => ({})),
    secrets: mapped(config.secrets, secret => without(secret, ['name'])),
    configs: mapped(config.configs, file => without(file, ['name'])),
  };
}

function isolateService(config: ComposeConfig, name: string, names: readonly string[], isWatched: boolean): ComposeService {
  const service = config.services[name];
  const { depends_on: dependsOn = {}, deploy = {}, networks = {}, healthcheck } = service;
  return {
    ...without(service, SHARED),
    image: imageOf(config, name),
    restart: 'no',
    depends_on: Object.fromEntries(Object.entries(dependsOn).filter(([dependency]) => names.includes(dependency))),
    deploy: without(deploy, ['replicas', 'restart_policy', 'labels', 'mode', 'placement']),
    networks: service.networks && mapped(networks, network => network && without(network, ADDRESSES)),
    healthcheck: isWatched && healthcheck && !healthcheck.disable ? { ...healthcheck, interval: shorter(healthcheck.interval) } : healthcheck,
  };
}

function shorter(interval: string | undefined): string {
  return interval !== undefined && milliseconds(interval) < MOST_MS ? interval : `${MOST_MS}ms`;
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, us: 0.001, µs: 0.001, ns: 1e-6 };

/** A duration as Compose writes it, such as `1m30s`. */
export function milliseconds(text: string): number {
  return [...text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
}

function mapped<T, U>(of: Record<string, T> | undefined, map: (value: T) => U): Record<string, U> | undefined {
  return of && Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
}

function without<T extends object>(of: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(of).filter(([key]) => !keys.includes(key))) as T;
}

function only(of: Settings | null, keys: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(of ?? {}).filter(([key]) => keys.includes(key)));
}
