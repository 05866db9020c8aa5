import { javascript, type Project } from 'projen';
import { DEFAULT_NODE_MAJOR } from '../catalog/node';
import { chooseNodeMajor } from '../services/node/version';
import { hasManifest, type PackageManifest, readManifest } from '../workspace/manifest';
import { type NodeVersionRequest, readNodeVersion } from '../workspace/node-version';
import type { Repository } from '../workspace/repository';

/** The oldest Node.js that the tools run on: the first of its line that loads TypeScript as they ask for it. */
const OLDEST = '20.9.0';

/** The branches that the repository releases, the default branch first, where projen knows them. */
export function branchesOf(root: Project): string[] | undefined {
  const branches = root instanceof javascript.NodeProject ? root.release?.branches ?? [] : [];
  return branches.length > 0 ? branches : undefined;
}

/**
 * The Node.js that the tools of a repository are installed and run with: that of the project's own workflows, or else what the repository
 * asks for. Ours where nobody says it, or says one that the tools do not run on.
 */
export function nodeVersionOf(root: Project, repository: Repository): string {
  const version = ofWorkflows(root) ?? asked(root, repository);
  return version !== undefined && isFit(version) ? version : String(DEFAULT_NODE_MAJOR);
}

/** Of the beginning of a version, its newest is meant. */
function isFit(version: string): boolean {
  if (!/^\d+(?:\.\d+){0,2}$/.test(version)) return false;
  const [given, oldest] = [version, OLDEST].map(text => text.split('.').map(Number));
  const differs = given.findIndex((number, index) => number !== oldest[index]);
  return differs < 0 || given[differs] > oldest[differs];
}

/** What a project says of its workflows, as far as it is more than the oldest version that it supports. */
function ofWorkflows(root: Project): string | undefined {
  if (!(root instanceof javascript.NodeProject)) return undefined;
  const { nodeVersion } = root as unknown as { readonly nodeVersion?: string };
  return nodeVersion === root.package.minNodeVersion ? undefined : nodeVersion?.replace(/(?:\.[xX*])+$/, '');
}

/** What is malformed is a matter of those who read it for an image. */
function asked(root: Project, repository: Repository): string | undefined {
  try {
    const request = readNodeVersion(repository, '.', [{ directory: '.', manifest: manifestOf(root, repository) }]);
    return request && versionOf(request);
  } catch {
    return undefined;
  }
}

function versionOf(request: NodeVersionRequest): string {
  return request.version ?? String(chooseNodeMajor(request));
}

/** That of a Node project is only written by this synthesis. */
function manifestOf(root: Project, repository: Repository): PackageManifest {
  if (!(root instanceof javascript.NodeProject)) return hasManifest(repository, '.') ? readManifest(repository, '.') : {};
  const { minNodeVersion, maxNodeVersion } = root.package;
  const range = [minNodeVersion && `>=${minNodeVersion}`, maxNodeVersion && `<=${maxNodeVersion}`].filter(Boolean).join(' ');
  return range === '' ? {} : { engines: { node: range } };
}
