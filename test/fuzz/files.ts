import { assetFolder, codeFolder, type Definition, type ServiceDefinition } from './definition';
import { directoryOf, inWorkspace, secretFile, within, WORKSPACE } from './layout';
import { type Files, PACKAGE_LOCK } from '../support';

/** A server that notes what it is asked for. */
const SERVER = "require('http').createServer((request, response) => { require('fs').writeFileSync('/tmp/asked', request.url); response.end(); }).listen(process.env.PORT);\n";

/** A repository that these services can be made of. */
export function filesOf(definition: Definition): Files {
  const { services } = definition;
  const members = services.flatMap((service, index) => (inWorkspace(service) ? [within(service, index)] : []));
  const packages = members.flatMap((path, at) => [[path, { name: `m${at}`, version: '1.0.0' }], [`node_modules/m${at}`, { resolved: path, link: true }]] as const);
  const workspace: Files = members.length === 0 ? {} : {
    [`${WORKSPACE}/package.json`]: { name: 'ws', private: true, workspaces: ['apps/*/*'] },
    [`${WORKSPACE}/package-lock.json`]: { ...PACKAGE_LOCK, name: 'ws', packages: { '': { name: 'ws', workspaces: ['apps/*/*'] }, ...Object.fromEntries(packages) } },
  };
  return Object.assign(workspace, ...services.map((service, index) => Object.fromEntries(Object.entries({
    ...ownFiles(service, members.indexOf(within(service, index))),
    [`${codeFolder(service)}/main.js`]: SERVER,
    [`${codeFolder(service)}/${service.files.ignored}`]: 'left out',
    [`${assetFolder(service)}/data`]: 'data',
    '.env': 'SECRET=1',
  }).map(([path, content]) => [`${directoryOf(service, index)}/${path}`, content]))),
  ...services.map((service, index) => (service.secret ? { [secretFile(service, index)]: 'of the secret' } : {})));
}

function ownFiles(service: ServiceDefinition, member: number): Files {
  switch (service.kind) {
    case 'node': return { 'package.json': { name: 'app', version: '1.0.0', private: true }, 'package-lock.json': PACKAGE_LOCK };
    case 'member': case 'based': return { 'package.json': { name: `m${member}`, version: '1.0.0' } };
    case 'go': return { 'go.mod': 'module example.test/api\n\ngo 1.27\n', 'main.go': 'package main\n\nfunc main() { select {} }\n' };
    case 'site': return { 'index.html': '<h1>Home</h1>' };
    case 'python': return { 'requirements.txt': 'certifi==2026.1.4\n', 'app.py': '' };
    case 'dockerfile': return { 'Dockerfile': dockerfileOf(service), '.dockerignore': '.env\n' };
    case 'backing': return {};
  }
}

/** A Dockerfile of one's own, which writes down what it is told. */
function dockerfileOf({ args }: ServiceDefinition): string {
  const kept = Object.keys(args).map(name => `ARG ${name}\nRUN printf %s "$${name}" > /args/${name}\n`);
  return `FROM alpine:3.24.2\nRUN mkdir /args\n${kept.join('')}LABEL own=1\nUSER 1000:1000\nWORKDIR /srv\nCMD ["sleep", "60"]\n`;
}
