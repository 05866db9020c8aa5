import { DOCKER_HUB } from '../model/image-reference';

/** Where the API of a registry is. Docker talks to this machine without encryption, and to nobody else. */
export function apiOf(registry: string): string {
  if (registry === DOCKER_HUB) return 'https://registry-1.docker.io/v2';
  return `${isLoopback(registry.replace(/:\d+$/, '')) ? 'http' : 'https'}://${registry}/v2`;
}

/** How a message names a registry. */
export function labelOf(registry: string): string {
  return registry === DOCKER_HUB ? 'Docker Hub' : registry;
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
