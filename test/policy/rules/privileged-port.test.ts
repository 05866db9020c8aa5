import { warnedOf } from './support';
import { BackingService, DockerfileService, NodeService, Postgres, Redis } from '../../../src';
import { PLAIN } from '../../support';

const ports = (...given: Parameters<typeof warnedOf>) => warnedOf(...given).filter(line => line.includes('privileged-port'));

test('the port of a definition counts, once, whether its image exposes it or not', () => {
  expect(ports(project => new NodeService(project, 'web', { port: 80, hostPort: 8080 }))).toEqual([
    'service "web": port 80 is for root: Docker lets everyone listen on it, Podman and many Kubernetes clusters do not; listen on one from 1024 on, such as 8080, and publish that as 80 (privileged-port)',
  ]);
  const files = { ...PLAIN, 'own/Dockerfile': 'FROM alpine:3.24.2\nUSER 1000:1000\nHEALTHCHECK CMD ["/app", "--check"]\nCMD ["/app"]\n', 'own/.dockerignore': '**\n' };
  expect(ports(project => new DockerfileService(project, 'own', { directory: 'own', port: 443, hostPort: 8443 }), {}, files)).toHaveLength(1);
});

test('backing services listen where everyone may', () => {
  expect(ports(project => {
    new Postgres(project, 'db');
    new Redis(project, 'cache');
  })).toEqual([]);
});

test('an image whose user is not known may be root', () => {
  const backing = (user?: string) => ports(project => new BackingService(project, 'web', { image: 'nginx:1.30.5-alpine3.24', port: 80, user }));
  expect(backing()).toEqual([]);
  expect(backing('101')).toHaveLength(1);
});

test('the capability to listen there is an answer', () => {
  const added = (capabilities: string[]) => ports(project => {
    new NodeService(project, 'web', { port: 80, hostPort: 8080 });
    project.containers.compose.addOverride('services.web.cap_add', capabilities);
  });
  expect(added(['NET_RAW'])).toHaveLength(1);
  expect(added(['NET_BIND_SERVICE'])).toEqual([]);
});
