import { show } from '../../model/problem';
import { ComposeEntry, composeEntries, placeOf } from '../compose/entries';
import { hostMounts } from '../compose/mounts';
import { isTrue } from '../compose/values';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/** Sockets of Docker, containerd, Podman and CRI-O, wherever they lie; on Windows Docker has a named pipe. */
const SOCKET = /(^|\/)(docker|docker-cli|docker\.raw|containerd|podman|crio|buildkitd)\.sock$|^\/(\.\/)?pipe\/(docker_engine|dockerDesktop\w*|podman[\w-]*)$/i;
/** Folders in which they lie. `/var/run` is another name of `/run`. */
const FOLDERS = /^\/((var\/)?run(\/(docker|containerd|podman|crio|buildkit|user(\/\d+(\/(docker|podman))?)?))?)?$/;

export const dockerSocket: IPolicyRule = {
  id: 'docker-socket',
  severity: PolicySeverity.ERROR,
  summary: 'No container gets the socket of the container engine',
  check: system => {
    const volumes = { ...system.files.compose.content?.volumes, ...system.files.composeDevelopment?.content?.volumes };
    return composeEntries(system).flatMap(entry => [
      ...mounted(entry, volumes),
      ...isTrue(entry.service.use_api_socket)
        ? [{ ...placeOf(entry, 'use_api_socket'), message: 'use_api_socket gives it the socket of the container engine, and with it the whole machine; leave it out' }] : [],
    ]);
  },
};

function mounted(entry: ComposeEntry, volumes: any): PolicyFinding[] {
  return hostMounts(entry, volumes).filter(({ source }) => SOCKET.test(source) || FOLDERS.test(source)).map(({ source, keys }) => ({
    ...placeOf(entry, ...keys),
    message: SOCKET.test(source)
      ? `it mounts ${show(source)}, by which whoever breaks in controls the container engine, and with it the whole machine, even where it is mounted read-only; leave it out, or put a proxy in between that lets through only what is needed`
      : `it mounts ${show(source)}, in which the socket of the container engine lies, and with it control of the whole machine; mount only the folders that it needs`,
  }));
}
