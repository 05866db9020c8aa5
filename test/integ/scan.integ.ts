import { createReadStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { LOGIN, Registry } from './registry';
import { requireEngine, run } from './support';
import { imagesOfDigests } from '../../src/cli/scan/images';
import { unpackLayouts } from '../../src/engine/oci-layout';
import { Trivy } from '../../src/engine/trivy';
import { manifest } from '../cli/manifest';

requireEngine();

/**
 * Stands where Trivy does, in a real container: it does what it is told, and writes down what it can do besides. What Trivy itself finds is
 * tested by its makers.
 */
const SCANNER = `#!/bin/sh
set -eu
case "$*" in
  *--download-db-only*)
    ip route show default | grep -q . || { echo 'FATAL no network' >&2; exit 1; }
    mkdir -p /cache/db && echo '{}' > /cache/db/metadata.json && exit 0 ;;
esac
while [ $# -gt 1 ]; do [ "$1" = --output ] && output=$2; shift; done
answer() { if eval "$2" 2>/dev/null >&2; then echo "\\"$1\\": true,"; else echo "\\"$1\\": false,"; fi; }
{
  echo '{ "SchemaVersion": 2, "facts": {'
  answer writesRoot 'touch /x'
  answer writesImage 'touch /image/x'
  answer readsImage 'test -s /image/index.json && for blob in /image/blobs/sha256/*; do test "$(sha256sum < $blob | cut -c1-64)" = "$(basename $blob)"; done'
  answer writesTemporary 'touch $TMPDIR/x $HOME/y && rm $TMPDIR/x $HOME/y'
  answer hasDatabase 'test -e /cache/db/metadata.json'
  answer hasSocket 'test -e /var/run/docker.sock'
  answer hasNetwork 'ip route show default | grep -q .'
  answer mayChown 'touch $TMPDIR/z && chown 12345 $TMPDIR/z'
  echo "\\"capabilities\\": \\"$(grep CapEff /proc/self/status | cut -f2)\\","
  echo "\\"noNewPrivileges\\": \\"$(grep NoNewPrivs /proc/self/status | cut -f2)\\","
  echo "\\"user\\": $(id -u),"
  echo "\\"secret\\": \\"\${SECRET_TOKEN:-}\\""
  echo '} }'
} > "$output"
`;

let root: string;
const scanner = `projen-docker-scan-test-${process.pid}`;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'integ-scan-'));
  const context = join(root, 'scanner');
  mkdirSync(context);
  writeFileSync(join(context, 'trivy'), SCANNER, { mode: 0o755 });
  writeFileSync(join(context, 'Dockerfile'), 'FROM alpine:3.24.2\nCOPY trivy /usr/local/bin/trivy\nENTRYPOINT ["trivy"]\n');
  docker('buildx', 'build', '--load', '--tag', scanner, context);
});
afterAll(() => {
  run('docker', ['image', 'rm', '--force', scanner], '.');
  rmSync(root, { recursive: true, force: true });
});

function docker(...args: string[]): void {
  const { status, stderr } = run('docker', args, root);
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
}

/** An archive as the builder writes it: of several platforms, with attestations. */
function build(path: string, platforms: string): void {
  const context = join(root, 'context');
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY content /\n');
  writeFileSync(join(context, 'content'), 'content');
  docker('buildx', 'build', '--platform', platforms, '--provenance=mode=max', '--output', `type=oci,dest=${path}`, context);
}

test('the scanner reads the image, writes its report, and can do nothing else', async () => {
  build(join(root, 'api.tar'), 'linux/amd64,linux/arm64');
  const images = await unpackLayouts(createReadStream(join(root, 'api.tar')), 'api.tar', join(root, 'layouts'));
  expect(images.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
  process.env.SECRET_TOKEN = 'a token';
  const trivy = new Trivy({ image: scanner, folder: join(root, 'work'), cache: join(root, 'cache') });
  await trivy.prepare();
  for (const { folder, platform } of images) {
    expect(await trivy.scan(folder, platform)).toEqual({
      SchemaVersion: 2,
      facts: {
        writesRoot: false,
        writesImage: false,
        readsImage: true,
        writesTemporary: true,
        hasDatabase: true,
        hasSocket: false,
        hasNetwork: false,
        mayChown: false,
        capabilities: '0000000000000000',
        noNewPrivileges: '1',
        user: process.getuid!(),
        secret: '',
      },
    });
  }
  delete process.env.SECRET_TOKEN;
  // What it wrote is ours to delete.
  rmSync(join(root, 'work'), { recursive: true });
});

test('every platform of what is in a registry, with Docker\'s login', async () => {
  const registry = await Registry.start({ login: true });
  try {
    const image = `${registry.host}/acme/api`;
    const platforms = ['linux/arm64', 'linux/amd64', 'linux/arm/v7'];
    const digest = await registry.putIndex('acme/api', '1', [
      ...await Promise.all(platforms.map(platform => registry.putImage('acme/api', undefined, platform))),
      { ...await registry.putImage('acme/api', undefined, 'unknown/unknown'), annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    ]);
    const config = mkdtempSync(join(root, 'config-'));
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth: Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64') } } }));
    const { DOCKER_CONFIG } = process.env;
    process.env.DOCKER_CONFIG = config;
    const target = { name: 'api', image };
    const found: string[] = [];
    try {
      const options = { folder: join(root, 'pulled'), signal: new AbortController().signal, step: () => undefined };
      for await (const { platform, layout } of imagesOfDigests([{ image, digest }], manifest({ targets: [target] }), [target], options)) {
        const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
        const blob = (one: string) => JSON.parse(readFileSync(join(layout, 'blobs', ...one.split(':')), 'utf8'));
        const { os, architecture, variant } = blob(blob(manifests[0].digest).config.digest);
        expect([os, architecture, variant].filter(Boolean).join('/')).toBe(platform);
        expect([manifests.length, readdirSync(join(layout, 'blobs', 'sha256')).length]).toEqual([1, 2]);
        found.push(platform);
      }
    } finally {
      if (DOCKER_CONFIG === undefined) delete process.env.DOCKER_CONFIG;
      else process.env.DOCKER_CONFIG = DOCKER_CONFIG;
    }
    expect(found).toEqual(['linux/amd64', 'linux/arm/v7', 'linux/arm64']);
  } finally {
    await registry.stop();
  }
});
