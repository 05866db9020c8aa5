import { isMap, listOf, textOf } from './compose';

/** Ports of the host that a service takes, from the first to the last of them. */
export interface Published {
  readonly first: number;
  readonly last: number;
  /** The host's address; `undefined`: all of them. */
  readonly address?: string;
  /** `tcp` or `udp`. */
  readonly protocol: string;
  /** Ports of the container. */
  readonly target: string;
  /** Where it stands in the list. */
  readonly at: number;
}

/** The ports of the host that are surely taken: not those that Docker picks, from a range or at random. */
export function publishedPorts(ports: unknown): Published[] {
  return listOf(ports).flatMap((item, at): Published[] => {
    const port = isMap(item) ? longPort(item) : shortPort(textOf(item));
    if (!port || port.host === undefined) return [];
    const [first, last = first] = port.host.split('-').map(Number);
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 1 || last < first) return [];
    // Of a range for a single port of the container, Docker takes one that is free.
    if (last > first && !port.target.includes('-')) return [];
    return [{ first, last, address: addressOf(port.address), protocol: port.protocol, target: port.target, at }];
  });
}

interface Port { readonly host?: string; readonly address?: string; readonly protocol: string; readonly target: string }

function longPort({ published, host_ip: address, protocol, target }: Record<string, unknown>): Port {
  return { host: textOf(published) || undefined, address: textOf(address), protocol: (textOf(protocol) ?? 'tcp').toLowerCase(), target: String(target) };
}

/** `[[address:]host:]container[/protocol]`. */
function shortPort(text: string | undefined): Port | undefined {
  const [, address, host, target, protocol = 'tcp'] = /^(?:(?:(.*):)?([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(text ?? '') ?? [];
  return target === undefined ? undefined : { host: host || undefined, address, protocol: protocol.toLowerCase(), target };
}

/** As all ways to write an address have in common. */
function addressOf(address: string | undefined): string | undefined {
  const plain = address?.replace(/^\[|\]$/g, '').toLowerCase();
  return plain === '' || plain === undefined ? undefined : plain;
}

/** Whether no two services can take these at once. */
export function collide(a: Published, b: Published): boolean {
  return a.protocol === b.protocol && a.first <= b.last && b.first <= a.last && meet(a.address, b.address);
}

function meet(a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return true;
  const isSameFamily = a.includes(':') === b.includes(':');
  return isSameFamily && [a, b].some(address => address === '0.0.0.0' || /^[:0]*$/.test(address));
}
