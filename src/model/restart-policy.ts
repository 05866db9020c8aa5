/** What Compose does when a container ends. */
export enum RestartPolicy {
  /** Never start it again. */
  NO = 'no',
  /** Start it again when it failed. */
  ON_FAILURE = 'on-failure',
  /** Start it again unless somebody stopped it. */
  UNLESS_STOPPED = 'unless-stopped',
  /** Always start it again. */
  ALWAYS = 'always',
}
