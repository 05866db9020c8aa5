/** Touched at every round of the worker; in `/tmp`, which is writable in every container. */
export const HEARTBEAT = '/tmp/heartbeat';
