import { ChildProcess, execFileSync, spawn } from 'child_process';

/**
 * The index that Python packages come from: PyPI, or a folder that the variable TEST_PYPI names, laid out as PEP 503 says
 * (a folder for each normalised name, with an index.html). It is served where builds and containers reach it: on the
 * address that the bridge has on the host.
 */
export class PythonIndex {
  public static async start(): Promise<PythonIndex> {
    const folder = process.env.TEST_PYPI;
    if (!folder) return new PythonIndex();
    const host = execFileSync('docker', ['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'], { encoding: 'utf8' }).trim();
    // In a process of its own: the tests wait for Docker without turning the event loop.
    const server = spawn(process.execPath, ['-e', SERVER, folder, host], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<string>((resolve, reject) => {
      server.stdout!.once('data', data => resolve(String(data).trim()));
      server.once('exit', code => reject(new Error(`the package index ended with ${code}`)));
    });
    return new PythonIndex(`http://${host}:${port}/`, host, server);
  }

  private constructor(public readonly url?: string, private readonly host?: string, private readonly server?: ChildProcess) {}

  /** What pip is told, as build arguments or variables; nothing for PyPI. */
  public get settings(): Record<string, string> {
    return this.url ? { PIP_INDEX_URL: this.url, PIP_TRUSTED_HOST: this.host! } : {};
  }

  /** The same for all targets of `docker buildx bake`. */
  public get bakeArguments(): string[] {
    return Object.entries(this.settings).flatMap(([name, value]) => ['--set', `*.args.${name}=${value}`]);
  }

  /** The same for `docker run`. */
  public get runArguments(): string[] {
    return Object.entries(this.settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  }

  public stop(): void {
    this.server?.kill();
  }
}

const SERVER = `
  const { readFileSync, statSync } = require('fs');
  const { join, normalize } = require('path');
  const [root, host] = process.argv.slice(1);
  const server = require('http').createServer((request, response) => {
    const path = join(root, normalize(decodeURIComponent(request.url.split(/[?#]/)[0])));
    try {
      const file = statSync(path).isDirectory() ? join(path, 'index.html') : path;
      const body = readFileSync(file);
      response.writeHead(200, { 'content-type': file.endsWith('.html') ? 'text/html' : 'application/octet-stream', 'content-length': body.length });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, host, () => console.log(server.address().port));
`;
