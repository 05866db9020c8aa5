import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { run } from './support';
import { TRIVY } from '../../src/catalog/tools';
import { program } from '../child';

/** Of the name, as npm writes it. */
const PACKAGE = '@jts/projen-docker';

/**
 * `npm ci` and `npm install` of one package, which is in no registry here: what is installed are links. Like the real one, it wants a
 * lockfile that says the same as `package.json`.
 */
const NPM = `
const { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } = require('fs');
const { dirname, join } = require('path');
const [command, ...args] = process.argv.slice(2);
const read = path => JSON.parse(readFileSync(path, 'utf8'));
const fail = message => { console.error('npm error ' + message); process.exit(1); };
const link = (target, path) => { rmSync(path, { force: true }); mkdirSync(dirname(path), { recursive: true }); symlinkSync(target, path); };
if (!existsSync('package.json')) fail('there is no package.json in ' + process.cwd());
const own = read('package.json');
const newest = command === 'install' && args.join(' ') === '--save-dev ${PACKAGE}@latest';
if (newest) {
  own.devDependencies['${PACKAGE}'] = '^' + read(process.env.NEXT_PACKAGE + '/package.json').version;
  writeFileSync('package.json', JSON.stringify(own, undefined, 2) + '\\n');
  writeFileSync('package-lock.json', JSON.stringify({ name: own.name, lockfileVersion: 3, requires: true, packages: { '': { name: own.name, devDependencies: own.devDependencies } } }, undefined, 2) + '\\n');
} else if (command !== 'ci' || args.some(arg => arg !== '--ignore-scripts')) fail('this is not played: npm ' + process.argv.slice(2).join(' '));
if (!existsSync('package-lock.json')) fail('npm ci takes a lockfile, and there is none');
if (JSON.stringify(read('package-lock.json').packages[''].devDependencies) !== JSON.stringify(own.devDependencies)) fail('package.json and package-lock.json are not in sync');
if (command === 'ci') rmSync('node_modules', { recursive: true, force: true });
const isNext = own.devDependencies['${PACKAGE}'] !== '*';
link(isNext ? process.env.NEXT_PACKAGE : process.env.OWN_PACKAGE, 'node_modules/${PACKAGE}');
for (const name of readdirSync(process.env.TSX_MODULES).filter(one => !one.startsWith('.'))) link(join(process.env.TSX_MODULES, name), join('node_modules', name));
for (const name of ['projen', 'constructs']) link(join(process.env.CHECKOUT_MODULES, name), join('node_modules', name));
link(join('..', '${PACKAGE}', 'bin', 'projen-docker'), 'node_modules/.bin/projen-docker');
link(join('..', 'projen', 'bin', 'projen'), 'node_modules/.bin/projen');
`;

/**
 * Signs as cosign does from version 3 on: a bundle beside the image, which refers to it, and an index of what refers to it by a tag, for
 * registries that cannot be asked. The certificate is what GitHub's token would say, and believed.
 */
const COSIGN = `
const { createHash } = require('crypto');
const { appendFileSync, readFileSync } = require('fs');
const [command, ...args] = process.argv.slice(2);
const { env } = process;
const option = name => args[args.indexOf(name) + 1];
const [image, digest] = args[args.length - 1].split('@');
const [host, ...path] = image.split('/');
const base = 'http://' + host + '/v2/' + path.join('/');
const INDEX = 'application/vnd.oci.image.index.v1+json', MANIFEST = 'application/vnd.oci.image.manifest.v1+json', BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const fail = message => { console.error('Error: ' + message + '\\nmain.go:74: error during command execution: ' + message); process.exit(1); };
const { auths = {} } = JSON.parse(readFileSync(env.DOCKER_CONFIG + '/config.json', 'utf8'));
const ask = async (method, url, body, type) => {
  const response = await fetch(url, { method, body, headers: { accept: INDEX + ', ' + MANIFEST, ...auths[host] && { authorization: 'Basic ' + auths[host].auth }, ...type && { 'content-type': type } } });
  if (!response.ok && !(method === 'GET' && response.status === 404)) fail(method + ' ' + url + ': unexpected status code ' + response.status);
  return response;
};
const sha = text => 'sha256:' + createHash('sha256').update(text).digest('hex');
const blob = async text => {
  const { headers } = await ask('POST', base + '/blobs/uploads/');
  const location = new URL(headers.get('location'), base);
  location.searchParams.set('digest', sha(text));
  await ask('PUT', location.href, text, 'application/octet-stream');
  return { digest: sha(text), size: Buffer.byteLength(text) };
};
const tag = base + '/manifests/' + digest.replace(':', '-');
const referrers = async () => { const found = await ask('GET', tag); return found.status === 404 ? [] : (await found.json()).manifests; };
(async () => {
  if (command === 'sign') {
    if (args[0] !== '--yes' || args.length !== 2) fail('this is not played: ' + args);
    if (!env.ACTIONS_ID_TOKEN_REQUEST_URL) fail('no identity token');
    const signed = await ask('GET', base + '/manifests/' + digest);
    if (signed.status === 404) fail('MANIFEST_UNKNOWN');
    const subject = { mediaType: signed.headers.get('content-type'), digest, size: (await signed.arrayBuffer()).byteLength };
    const content = JSON.stringify({ digest, identity: env.GITHUB_SERVER_URL + '/' + env.GITHUB_WORKFLOW_REF, repository: env.GITHUB_REPOSITORY, issuer: 'https://token.actions.githubusercontent.com' });
    const manifest = JSON.stringify({
      schemaVersion: 2, mediaType: MANIFEST, artifactType: BUNDLE,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', ...await blob('{}') },
      layers: [{ mediaType: BUNDLE, ...await blob(content) }],
      subject,
    });
    await ask('PUT', base + '/manifests/' + sha(manifest), manifest, MANIFEST);
    const entry = { mediaType: MANIFEST, digest: sha(manifest), size: manifest.length, artifactType: BUNDLE };
    await ask('PUT', tag, JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [...await referrers(), entry] }), INDEX);
    appendFileSync(env.STATE + '/signatures', image + '@' + digest + '\\n');
  } else if (command === 'verify') {
    const bundles = [];
    for (const entry of await referrers()) {
      const manifest = await (await ask('GET', base + '/manifests/' + entry.digest)).json();
      bundles.push(await (await ask('GET', base + '/blobs/' + manifest.layers[0].digest)).json());
    }
    if (bundles.length === 0) fail('no signatures found');
    const good = bundles.filter(one => one.digest === digest && one.issuer === option('--certificate-oidc-issuer')
      && new RegExp(option('--certificate-identity-regexp')).test(one.identity) && one.repository === option('--certificate-github-workflow-repository'));
    if (good.length === 0) fail('no matching signatures: none of the expected identities matched what was in the certificate');
    console.log(JSON.stringify(good.map(one => ({ critical: { identity: {}, image: { 'docker-manifest-digest': one.digest }, type: 'https://sigstore.dev/cosign/sign/v1' }, optional: {} }))));
  } else fail('this is not played: ' + command);
})();
`;

/** What the GitHub CLI is asked: attestations, as the action of the same run left them, and pull requests. */
const GH = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('fs');
const args = process.argv.slice(2);
const { env } = process;
const option = name => args[args.indexOf(name) + 1];
const read = name => (existsSync(env.STATE + '/' + name) ? JSON.parse(readFileSync(env.STATE + '/' + name, 'utf8')) : []);
const fail = message => { console.error(message); process.exit(1); };
if (!env.GH_TOKEN) { console.error('To get started with GitHub CLI, please run: gh auth login'); process.exit(4); }
if (args[0] === 'attestation' && args[1] === 'verify') {
  const digest = args[2].split('@sha256:')[1];
  const good = read('attestations').filter(one => one.subject.some(({ digest: { sha256 } }) => sha256 === digest)
    && one.repository === option('--repo') && new RegExp(option('--cert-identity-regex')).test(one.identity));
  if (good.length === 0) fail('Error: no attestations found for subject');
  console.log(JSON.stringify(good.map(({ subject, identity }) => ({
    verificationResult: { statement: { predicateType: option('--predicate-type'), subject }, signature: { certificate: { subjectAlternativeName: identity } } },
  }))));
} else if (args[0] === 'api') {
  const [method, path] = [option('--method'), args.find(word => word.startsWith('repos/')).replace('repos/' + env.GITHUB_REPOSITORY + '/', '')];
  const input = args.includes('--input') ? JSON.parse(readFileSync(0, 'utf8')) : undefined;
  appendFileSync(env.STATE + '/asked', JSON.stringify({ method, path, input, token: env.GH_TOKEN }) + '\\n');
  const pulls = read('pulls');
  if (method === 'GET') console.log(JSON.stringify(pulls.filter(({ head }) => path.endsWith(encodeURIComponent(env.GITHUB_REPOSITORY.split('/')[0] + ':' + head.ref)))));
  else if (path === 'pulls') {
    const pull = { number: pulls.length + 1, html_url: 'https://github.com/acme/shop/pull/' + (pulls.length + 1), title: input.title, body: input.body, base: { ref: input.base }, head: { ref: input.head }, labels: [] };
    writeFileSync(env.STATE + '/pulls', JSON.stringify([...pulls, pull]));
    console.log(JSON.stringify(pull));
  }
} else fail('this is not played: ' + args);
`;

/**
 * Stands in the container where Trivy does, because its image is in a registry that may not be reached: it writes reports of the form that
 * Trivy's have, about the image that is there.
 */
const SCANNER = `#!/bin/sh
set -eu
case "$*" in *--download-db-only*) mkdir -p /cache/db; echo '{}' > /cache/db/metadata.json; exit 0;; esac
kind=$1
while [ $# -gt 1 ]; do [ "$1" = --output ] && output=$2; shift; done
last=$1
if [ "$kind" = convert ]; then
  results=; rules=
  if grep -q CVE-2026-0001 "$last"; then
    rules='{ "id": "CVE-2026-0001", "properties": { "security-severity": "9.8" } }'
    results='{ "ruleId": "CVE-2026-0001", "ruleIndex": 0, "level": "error", "message": { "text": "Package: busybox" }, "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "acme/image" }, "region": { "startLine": 1 } } }] }'
  fi
  echo "{ \\"version\\": \\"2.1.0\\", \\"runs\\": [{ \\"tool\\": { \\"driver\\": { \\"name\\": \\"Trivy\\", \\"rules\\": [$rules] } }, \\"results\\": [$results] }] }" > "$output"
  exit 0
fi
test -e /cache/db/metadata.json || { echo 'FATAL no database' >&2; exit 1; }
for blob in /image/blobs/sha256/*; do
  [ "$(sha256sum < "$blob" | cut -c1-64)" = "$(basename "$blob")" ] || { echo "FATAL $blob is something else" >&2; exit 1; }
done
echo "{ \\"SchemaVersion\\": 2, \\"ArtifactName\\": \\"/image\\", \\"Metadata\\": { \\"OS\\": { \\"Family\\": \\"alpine\\", \\"Name\\": \\"3.24.2\\" } }, \\"Results\\": [{ \\"Target\\": \\"alpine\\", \\"Class\\": \\"os-pkgs\\", \\"Type\\": \\"alpine\\", \\"Packages\\": [{ \\"Name\\": \\"busybox\\" }], \\"Vulnerabilities\\": [
  { \\"VulnerabilityID\\": \\"CVE-2026-0001\\", \\"PkgName\\": \\"busybox\\", \\"InstalledVersion\\": \\"1.0\\", \\"FixedVersion\\": \\"$FIXED\\", \\"Severity\\": \\"CRITICAL\\", \\"Title\\": \\"A fault\\" } ] }] }" > "$output"
`;

/** Programs as runners have them, real or played, in folders for the PATH. */
export class Programs {
  /** Builds the scanner, and asks npm for what runs definitions in TypeScript. */
  public static install(packages: { readonly own: string; readonly next: string }): Programs {
    const folder = mkdtempSync(join(tmpdir(), 'workflow-programs-'));
    try {
      return new Programs(folder, packages);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What the played programs remember. */
  public readonly state: string;
  private readonly bin: string;
  private readonly scanners: readonly string[];

  private constructor(private readonly folder: string, private readonly packages: { readonly own: string; readonly next: string }) {
    this.state = join(folder, 'state');
    this.bin = join(folder, 'bin');
    for (const path of [this.state, this.bin, join(folder, 'cosign'), join(folder, 'tsx')]) mkdirSync(path);
    program('npm', NPM, this.bin);
    program('gh', GH, this.bin);
    program('cosign', COSIGN, join(folder, 'cosign'));
    requireSkopeo();
    const npm = run('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', join(folder, 'tsx'), 'tsx@4'], folder);
    if (npm.status !== 0) throw new Error(`This test runs definitions with tsx, and npm cannot install it: ${npm.stderr.slice(-1000)}`);
    this.scanners = ['', '9.9'].map((fixed, index) => this.scanner(`projen-docker-workflows-scanner-${process.pid}-${index}`, fixed));
    this.findFixable(false);
    const docker = run('sh', ['-c', 'command -v docker'], folder).stdout.trim();
    writeFileSync(join(this.bin, 'docker'), `#!/usr/bin/env bash
args=()
for arg; do [ "$arg" != '${TRIVY}' ] || arg=$(cat '${join(this.state, 'scanner')}'); args+=("$arg"); done
exec '${docker}' "\${args[@]}"
`, { mode: 0o755 });
  }

  /** The PATH of a job. */
  public path(hasCosign: boolean): string {
    return [this.bin, ...hasCosign ? [join(this.folder, 'cosign')] : [], process.env.PATH].join(delimiter);
  }

  /** What the played programs need to know. */
  public get environment(): Record<string, string> {
    return {
      STATE: this.state,
      OWN_PACKAGE: this.packages.own,
      NEXT_PACKAGE: this.packages.next,
      TSX_MODULES: join(this.folder, 'tsx', 'node_modules'),
      CHECKOUT_MODULES: join(__dirname, '..', '..', 'node_modules'),
    };
  }

  /** Whether there is a fix for what the scanner finds, so that it must not stay. */
  public findFixable(isFixable: boolean): void {
    writeFileSync(join(this.state, 'scanner'), this.scanners[isFixable ? 1 : 0]);
  }

  /** A folder for Docker's configuration, with the plugins of this machine's Docker and without any login. */
  public dockerConfig(folder: string): void {
    mkdirSync(join(folder, 'cli-plugins'), { recursive: true });
    writeFileSync(join(folder, 'config.json'), '{}');
    const { stdout } = run('docker', ['info', '--format', '{{range .ClientInfo.Plugins}}{{.Path}}\n{{end}}'], folder);
    for (const path of stdout.split('\n').filter(Boolean)) symlinkSync(path, join(folder, 'cli-plugins', path.split('/').pop()!));
  }

  /** What a played program wrote down. */
  public lines(name: string): string[] {
    const path = join(this.state, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  public remove(): void {
    run('docker', ['image', 'rm', '--force', ...this.scanners], '.');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private scanner(name: string, fixed: string): string {
    const context = join(this.folder, name);
    mkdirSync(context);
    writeFileSync(join(context, 'trivy'), SCANNER, { mode: 0o755 });
    writeFileSync(join(context, 'Dockerfile'), `FROM alpine:3.24.2\nCOPY trivy /usr/local/bin/trivy\nENV FIXED=${fixed}\nENTRYPOINT ["trivy"]\n`);
    const { status, stderr } = run('docker', ['buildx', 'build', '--load', '--tag', name, context], context);
    if (status !== 0) throw new Error(`the scanner's image cannot be built: ${stderr}`);
    return name;
  }
}

function requireSkopeo(): void {
  const { error, status } = spawnSync('skopeo', ['--version']);
  if (error || status !== 0) throw new Error('This test needs skopeo: install it, on Debian and Ubuntu with "apt-get install skopeo"');
}
