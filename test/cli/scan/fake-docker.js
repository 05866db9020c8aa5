// Plays Docker's command line, and Trivy in a container of it: writes down how it is called, and answers as the real ones do.
const { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('fs');
const { join } = require('path');

const FATAL = '2026-11-21T10:00:00Z\tFATAL\tFatal error\t';
const FLAGS = ['--rm', '--read-only'];

exports.main = folder => {
  const argv = process.argv.slice(2);
  const behaviour = JSON.parse(readFileSync(join(folder, 'behaviour.json'), 'utf8'));
  const run = argv[0] === 'run' ? readRun(argv.slice(1)) : undefined;
  appendFileSync(join(folder, 'log'), `${JSON.stringify({ argv, run })}\n`);
  const { fails = {} } = behaviour;
  if (argv[0] === 'version') return say('28.5.0');
  if (argv[0] === 'info') return say(JSON.stringify(behaviour.security ?? ['name=seccomp,profile=builtin', 'name=cgroupns']));
  if (argv[0] === 'image') return behaviour.isPulled === false ? end('Error: No such image') : say('sha256:abc');
  if (argv[0] === 'pull') return fails.pull ? end(fails.pull) : say(argv[argv.length - 1]);
  return trivy(run, behaviour, fails);
};

function trivy({ args, mounts }, behaviour, fails) {
  if (args.includes('--download-db-only')) {
    if (fails.database) return end(`2026-11-21T10:00:00Z\tINFO\tDownloading vulnerability DB...\n${FATAL}${fails.database}`);
    return database(mounts['/cache'], 'db');
  }
  if (args.includes('--download-java-db-only')) return fails.java ? end(FATAL + fails.java) : database(mounts['/cache'], 'java-db');
  const output = name => join(mounts['/results'], args[args.indexOf('--output') + 1].replace('/results/', ''));
  if (args[0] === 'convert') {
    if (fails.convert) return end(FATAL + fails.convert);
    return writeFileSync(output(), JSON.stringify(sarif(JSON.parse(readFileSync(join(mounts['/results'], args[args.length - 1].replace('/results/', ''))))), undefined, 2));
  }
  if (fails.scan) return end(`2026-11-21T10:00:00Z\tINFO\tDetected OS\n${FATAL}${fails.scan}`);
  if (!readdirSync(mounts['/cache']).includes('db')) return end(`${FATAL}init error: DB error: database error: --skip-db-update cannot be specified on the first run`);
  if (behaviour.hangs) return setTimeout(() => undefined, 60_000);
  const config = configOf(mounts['/image']);
  const name = config.history?.[0].created_by;
  if (behaviour.java?.includes(name) && !readdirSync(mounts['/cache']).includes('java-db')) {
    return end(`2026-11-21T10:00:00Z\tERROR\t[javadb] The first run cannot skip downloading Java DB\n${FATAL}Unable to initialize the Java DB: Java DB update failed: '--skip-java-db-update' cannot be specified on the first run`);
  }
  writeFileSync(output(), JSON.stringify(behaviour.reports?.[`${name}/${config.architecture}`] ?? { SchemaVersion: 2, ArtifactName: '/image', ArtifactType: 'container_image', Metadata: {} }));
}

function readRun(rest) {
  const options = [];
  while (rest[0].startsWith('-')) options.push(...rest.splice(0, FLAGS.includes(rest[0]) ? 1 : 2));
  const [image, ...args] = rest;
  const fields = options.filter((_, index) => options[index - 1] === '--mount').map(text => Object.fromEntries(csv(text).map(field => field.split('='))));
  const mounts = Object.fromEntries(fields.map(({ target, source }) => [target, source]));
  const layout = mounts['/image'] && readdirSync(mounts['/image'], { recursive: true }).map(String).sort();
  return { options, image, args, mounts, layout, env: options.filter((_, index) => options[index - 1] === '--env') };
}

function csv(text) {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, plain]) => plain ?? quoted.replace(/""/g, '"'));
}

function database(cache, name) {
  mkdirSync(join(cache, name), { recursive: true });
  writeFileSync(join(cache, name, 'metadata.json'), '{"Version":2}');
}

function configOf(layout) {
  const blob = digest => JSON.parse(readFileSync(join(layout, 'blobs', ...digest.split(':')), 'utf8'));
  return blob(blob(JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests[0].digest).config.digest);
}

/** As Trivy's own writer does it. */
function sarif({ ArtifactName, Results = [] }) {
  const rules = [];
  const results = [];
  for (const { Target, Class, Vulnerabilities = [] } of Results) {
    for (const found of Vulnerabilities) {
      const { VulnerabilityID: id, PkgName, PkgPath, InstalledVersion, FixedVersion = '', Severity, Title, Description, PrimaryURL, CVSS } = found;
      const level = { CRITICAL: 'error', HIGH: 'error', MEDIUM: 'warning', LOW: 'note', UNKNOWN: 'note' }[Severity] ?? 'none';
      if (!rules.some(rule => rule.id === id)) {
        rules.push({
          id, name: Class === 'os-pkgs' ? 'OsPackageVulnerability' : 'LanguageSpecificPackageVulnerability',
          shortDescription: { text: Title }, fullDescription: { text: Description }, defaultConfiguration: { level }, helpUri: PrimaryURL,
          help: { text: `Vulnerability ${id}`, markdown: `**Vulnerability ${id}**` },
          properties: { 'precision': 'very-high', 'security-severity': String(CVSS.nvd.V3Score), 'tags': ['vulnerability', 'security', Severity] },
        });
      }
      const uri = PkgPath ?? Target.replace(/ \(.*$/, '').replace(/^\//, '');
      results.push({
        ruleId: id, ruleIndex: rules.findIndex(rule => rule.id === id), level,
        message: { text: `Package: ${PkgName}\nInstalled Version: ${InstalledVersion}\nVulnerability ${id}\nSeverity: ${Severity}\nFixed Version: ${FixedVersion}\nLink: [${id}](${PrimaryURL})` },
        locations: [{
          physicalLocation: { artifactLocation: { uri, uriBaseId: 'ROOTPATH' }, region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } },
          message: { text: `${uri}: ${PkgName}@${InstalledVersion}` },
        }],
      });
    }
  }
  return {
    version: '2.1.0',
    $schema: 'https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/sarif-schema-2.1.0.json',
    runs: [{
      tool: { driver: { fullName: 'Trivy Vulnerability Scanner', informationUri: 'https://github.com/aquasecurity/trivy', name: 'Trivy', rules, version: '0.75.0' } },
      results, columnKind: 'utf16CodeUnits', originalUriBaseIds: { ROOTPATH: { uri: 'file:///image/' } },
      properties: { imageID: 'sha256:1', imageName: ArtifactName, repoDigests: null, repoTags: null },
    }],
  };
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function end(text) {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
