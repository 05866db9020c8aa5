import { DOCKER_HUB } from '../model/image-reference';

/** Where the API of a registry is. */
export function apiOf(registry: string): string {
  if (registry === DOCKER_HUB) return 'https://registry-1.docker.io/v2';
  return `${isPlain(registry) ? 'http' : 'https'}://${registry}/v2`;
}

/** Whether a registry is spoken to without encryption: Docker does so with this machine, and with nobody else. */
export function isPlain(registry: string): boolean {
  return isLoopback(registry.replace(/:\d+$/, ''));
}

/** How a message names a registry. */
export function labelOf(registry: string): string {
  return registry === DOCKER_HUB ? 'Docker Hub' : registry;
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
