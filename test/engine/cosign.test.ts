import { readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { attestationOf, type Attester } from '../../src/engine/attestations';
import { sign, unsignedBecause } from '../../src/engine/cosign';
import { program } from '../child';
import { temporary } from '../support';

// Programs are processes, which take long on a machine that is busy.
jest.setTimeout(60_000);

const TARGET = { image: 'ghcr.io/acme/shop', digest: `sha256:${'a'.repeat(64)}` };
const ATTESTER: Attester = {
  expression: '^x$', issuer: 'https://token.actions.githubusercontent.com', repository: 'acme/shop', host: 'github.com', denySelfHosted: false,
};
const QUICK = { pauses: [1, 1, 1] };
/** Fails with each line of a file in turn, and does well from then on. */
const FAKE = `
const { appendFileSync, readFileSync } = require('fs');
const folder = 'FOLDER';
appendFileSync(folder + '/calls', 'x');
const line = readFileSync(folder + '/answers', 'utf8').split('\\n')[readFileSync(folder + '/calls', 'utf8').length - 1];
if (line) { console.error('Error: ' + line); process.exitCode = 1; } else { console.log('[]'); }
`;

let folder: string;
const { PATH } = process.env;
beforeEach(() => {
  folder = temporary();
  ['cosign', 'gh'].forEach(name => program(name, FAKE.replace('FOLDER', folder), folder));
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => process.env.PATH = PATH);

const answers = (...lines: string[]) => writeFileSync(join(folder, 'answers'), lines.join('\n'));
const calls = () => readFileSync(join(folder, 'calls'), 'utf8').length;

describe('an image that was pushed a moment ago, and is not known everywhere yet', () => {
  test('is signed when it is', async () => {
    answers('signing [x]: accessing entity: entity not found in registry', 'GET https://ghcr.io/v2/acme/shop/manifests/x: MANIFEST_UNKNOWN: manifest unknown');
    await sign(TARGET, QUICK);
    expect(calls()).toBe(3);
  });

  test('is not waited for without end', async () => {
    answers(...Array(9).fill('signing [x]: accessing entity: entity not found in registry'));
    await expect(sign(TARGET, QUICK)).rejects.toThrow('cosign did not sign ghcr.io/acme/shop@sha256:');
    expect(calls()).toBe(4);
  });

  test('is looked at again for a signature, and for an attestation', async () => {
    const missing = 'GET https://ghcr.io/v2/acme/shop/manifests/x: MANIFEST_UNKNOWN: manifest unknown';
    answers(missing, '', missing, '');
    expect(await unsignedBecause(TARGET, ATTESTER, QUICK)).toMatchObject({ problem: expect.stringContaining('none of them is a signature of this digest') });
    expect(await attestationOf(TARGET, ATTESTER, QUICK)).toMatchObject({ problem: 'gh verified no attestation of this digest by this workflow' });
    expect(calls()).toBe(4);
  });
});

test('a signature and an attestation that are not there are answers', async () => {
  answers('no signatures found', 'HTTP 404: Not Found (https://api.github.com/repos/acme/shop/attestations/x)');
  expect(await unsignedBecause(TARGET, ATTESTER, QUICK)).toMatchObject({ problem: 'cosign says: no signatures found' });
  expect(await attestationOf(TARGET, ATTESTER, QUICK)).toMatchObject({ problem: expect.stringContaining('HTTP 404') });
  expect(calls()).toBe(2);
});
