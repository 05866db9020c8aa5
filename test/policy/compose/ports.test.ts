import { collide, containerPorts, publishedPorts } from '../../../src/policy/compose/ports';
import { dockerfileSystem } from '../scenario';

const published = (...ports: unknown[]) => publishedPorts(ports).map(({ first, last, address = '*', protocol, target, at }) => `${at}: ${address} ${first}-${last}/${protocol} to ${target}`);

test('ports that are surely taken, in either syntax', () => {
  expect(published('8080:80', '127.0.0.1:53:53/UDP', '[::1]:8081-8082:81-82', 9000, '8083:${PORT:-83}', { published: '8084', target: 84, host_ip: '0.0.0.0' })).toEqual([
    '0: * 8080-8080/tcp to 80', '1: 127.0.0.1 53-53/udp to 53', '2: ::1 8081-8082/tcp to 81-82', '4: * 8083-8083/tcp to 83', '5: 0.0.0.0 8084-8084/tcp to 84',
  ]);
  expect(published('3000-3005:80', '${PORT}:80', '80', '0:80', { target: 80 }, null, 'x:y')).toEqual([]);
});

test.each<[string, string, boolean]>([
  ['8080:80', '8080:81', true],
  ['8080:80', '127.0.0.1:8080:81', true],
  ['0.0.0.0:8080:80', '127.0.0.1:8080:81', true],
  ['[::]:8080:80', '[::1]:8080:81', true],
  ['[::]:8080:80', '127.0.0.1:8080:81', false],
  ['127.0.0.1:8080:80', '127.0.0.2:8080:81', false],
  ['8080:80', '8080:81/udp', false],
  ['8080-8090:80-90', '8085:81', true],
  ['8080-8084:80-84', '8085:81', false],
])('%s and %s collide: %p', (a, b, expected) => {
  const [one, other] = publishedPorts([a, b]);
  expect([collide(one, other), collide(other, one)]).toEqual([expected, expected]);
});

test('the ports of a container, each once and where it is said first', () => {
  const system = dockerfileSystem('# compose: {"ports": ["8080:80", "9000-9001:9000-9001", {"target": 7000}]}\nFROM x\nARG P=81\nEXPOSE 80/tcp $P\nEXPOSE $UNKNOWN');
  expect(containerPorts(system, system.services[0]).map(({ port, place: { line, keys } }) => [port, line ?? keys?.slice(2).join('.')])).toEqual([
    [80, 4], [81, 4], [9000, 'ports.1'], [7000, 'ports.2'],
  ]);
});
