import { ownInstructions } from '../lineage';
import { IPolicyRule, PolicySeverity } from '../rule';

/** `sudo` as a command of its own: at the start, or after what ends another command. */
const SUDO = /(?:^|[;&|(\n]|\bCMD)\s*sudo\s/;

export const sudo: IPolicyRule = {
  id: 'sudo',
  severity: PolicySeverity.ERROR,
  summary: 'No command is run through sudo',
  check: ({ services }) => services.flatMap(({ name, dockerfile }) => (dockerfile ? ownInstructions(dockerfile) : [])
    .filter(({ instruction: { keyword, text, exec } }) => ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword) && (exec ? exec[0] === 'sudo' : SUDO.test(text)))
    .map(({ instruction: { line } }) => ({
      service: name,
      file: dockerfile!.path,
      line,
      message: 'sudo is of no use in an image: a build is root already, and what runs must never become root; leave it out, and change the USER where that is needed',
    }))),
};
