import type { Container, ContainerProcess, Probe } from '../../engine/containers';

/** What was seen of a service, from its start to its end. */
export interface Observation {
  /** Why it was not started, or did not start. */
  readonly notStarted?: string;
  /** The container while everything ran; `undefined`: there was none. */
  readonly container?: Container;
  /** The engine's questions how it is, in order. It keeps a few only, so they are collected. */
  readonly probes: readonly Probe[];
  /** For how long it was watched, in milliseconds from its start. */
  readonly watched: number;
  /** `undefined`: it did not run, or the engine's host can't say. */
  readonly processes?: readonly ContainerProcess[];
  /** By how much the engine's host moves the numbers of users. */
  readonly userOffset?: number;
  /** The account database of the image, as it is in `/etc/passwd`. */
  readonly accounts?: string;
  /** In bytes. */
  readonly memory?: number;
  /** How it ended when it was told to. */
  readonly stop?: Stop;
  /** In bytes. */
  readonly image?: ImageSize;
  /** Its last lines. */
  readonly log?: readonly string[];
}

export interface Stop {
  /** In milliseconds. */
  readonly duration: number;
  readonly exitCode: number;
}

export interface ImageSize {
  readonly unpacked: number;
  readonly download?: number;
}

/** Questions with the answer that was hoped for. */
export function answered(probes: readonly Probe[]): Probe[] {
  return probes.filter(({ exitCode }) => exitCode === 0);
}
