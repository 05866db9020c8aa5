import type { PythonImage } from './image';
import { inImage, ROOT, VENV } from './places';
import { PATH } from './server';
import { Instruction } from '../../dockerfile/instruction';
import type { StageModel } from '../../dockerfile/stage';
import { imageEnd, startedByInit } from '../stack/image-end';
import { aptInstall, nameUser, withoutApt } from '../stack/system';

/** The official image has no byte code of Python's own library: without this, every start of a process in a read-only container compiles what it imports. */
const COMPILE_LIBRARY = "python -m compileall -q -j 0 --invalidation-mode unchecked-hash -x '/(test|idlelib|lib2to3|tkinter|turtledemo|config-[^/]*)/' /usr/local/lib/python3.*";

/**
 * The final image: Python, the dependencies, the service.
 *
 * What is of one service only, its port and its labels, stands below all that takes room: services of one folder share
 * every layer.
 *
 * @param from the image of Python
 */
export function runtimeStage(image: PythonImage, from: string): StageModel {
  const { app, packages, user, port, environment, writable } = image;
  const system = [
    Instruction.run([
      ...packages.length > 0 ? aptInstall(packages) : [],
      ...nameUser('app', user, '/usr/sbin/nologin'),
      'rm -rf /usr/local/bin/pip* /usr/local/lib/python3.*/ensurepip /usr/local/lib/python3.*/site-packages/*',
      COMPILE_LIBRARY,
    ]),
    Instruction.copy(['/usr/bin/tini-static'], '/usr/local/bin/tini', { from: 'base' }),
    Instruction.env({ PATH, VIRTUAL_ENV: VENV, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', ...environment }),
    Instruction.workdir(inImage(app, app.directory)),
  ];
  return {
    name: 'runtime',
    comment: 'What runs: no package manager, no build tool, files that the service cannot change',
    from,
    instructions: [
      ...system,
      withoutApt(),
      Instruction.copy([VENV], VENV, { from: image.manager.installLocals.length > 0 ? 'build' : 'deps' }),
      Instruction.copy([`${ROOT}/`], `${ROOT}/`, { from: 'build' }),
      // Owned as they are there: a copy that gives everything to the user would give it the folders above, too.
      ...writable.length > 0 ? [Instruction.copy(['/writable/'], '/', { from: 'build' })] : [],
      ...imageEnd(image, startedByInit(image.command), { environment: port === undefined ? {} : { PORT: String(port) } }),
    ],
    early: system.length,
  };
}
