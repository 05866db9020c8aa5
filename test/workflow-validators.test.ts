import * as actions from './workflow-actions';
import { auditWorkflow, lintWorkflow } from './workflow-validators';
import { ACTIONS } from '../src/catalog/actions';

const uses = (name: keyof typeof ACTIONS): string => `uses: ${name}@${ACTIONS[name].commit} # ${ACTIONS[name].version}`;

/** What the generated workflows are made of. */
const GOOD = `name: images
run-name: Images of \${{ github.ref_name }}
on:
  push:
    branches: [main, 'release/**', '!release/old']
  pull_request:
    branches: [main]
  merge_group: {}
  schedule:
    - cron: '23 4 * * MON'
  workflow_dispatch:
    inputs:
      dry-run:
        description: Say only what would be deleted
        type: boolean
        default: true
      level:
        description: How much is said
        type: choice
        options: [quiet, loud]
        default: quiet
# Nothing by default; each job says what it uses.
permissions: {}
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
env:
  REGISTRY: ghcr.io
jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read # the sources
    outputs:
      platforms: \${{ steps.affected.outputs.platforms }}
    steps:
      - name: Sources
        ${uses('actions/checkout')}
        with:
          persist-credentials: false
      - ${uses('actions/setup-node')}
        with:
          node-version: 24
          package-manager-cache: false
      - id: affected
        name: What is affected
        run: npx projen-docker affected --since "$BASE" >> "$GITHUB_OUTPUT"
        env:
          BASE: \${{ github.event.pull_request.base.sha || github.event.before }}
  build:
    name: Build \${{ matrix.platform }}
    needs: check
    if: needs.check.outputs.platforms != '[]'
    strategy:
      fail-fast: false
      matrix:
        include: \${{ fromJSON(needs.check.outputs.platforms) }}
    runs-on: \${{ matrix.runner }}
    timeout-minutes: 60
    permissions:
      # To read the sources.
      contents: read
    steps:
      - ${uses('actions/checkout')}
        with:
          persist-credentials: false
      - ${uses('docker/setup-qemu-action')}
        if: matrix.emulated
        with:
          cache-image: false
      - ${uses('docker/setup-buildx-action')}
        with:
          cache-binary: false
      - ${uses('docker/bake-action')}
        with:
          source: .
          set: |
            *.platform=\${{ matrix.platform }}
      - ${uses('actions/upload-artifact')}
        with:
          name: images-\${{ matrix.artifact }}
          path: images
          if-no-files-found: error
  native:
    runs-on: ubuntu-24.04-arm
    timeout-minutes: 5
    permissions: {}
    container:
      image: docker.io/library/alpine:3.24.2@sha256:${'a'.repeat(64)}
    steps:
      - run: uname -m
  publish:
    needs: [check, build]
    if: \${{ !cancelled() && github.event_name == 'push' && needs.build.result == 'success' }}
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    environment:
      name: production
      url: https://example.com
    concurrency:
      group: publish-\${{ github.ref }}
      cancel-in-progress: false
    permissions:
      packages: write # pushes the images
      id-token: write # signs them
      attestations: write # stores what is attested
      artifact-metadata: write # stores where it went
    steps:
      - ${uses('docker/login-action')}
        with:
          registry: \${{ env.REGISTRY }}
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - ${uses('actions/attest')}
        with:
          subject-checksums: digests.txt
          push-to-registry: true
      - run: npx projen-docker promote --branch "$GITHUB_REF_NAME"
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
  report:
    needs: build
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      security-events: write # uploads to code scanning
    steps:
      - ${uses('github/codeql-action/upload-sarif')}
        with:
          sarif_file: scan
          category: images
  cleanup:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions: {}
    steps:
      - run: npx projen-docker cleanup $DRY
        env:
          DRY: \${{ inputs.dry-run && '--dry-run' || '' }}
          LEVEL: \${{ inputs.level }}
  gate:
    name: gate
    if: always()
    needs: [check, build, publish, report]
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: {}
    steps:
      - if: contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')
        run: exit 1
`;

/** GOOD with one thing changed. */
function changed(from: string, to: string): string {
  if (!GOOD.includes(from)) throw new Error(`${from} is not in the sample`);
  return GOOD.replace(from, () => to);
}

/** A workflow of one job. */
function job(lines: string): string {
  return `name: sample
on: push
permissions: {}
concurrency: { group: sample, cancel-in-progress: false }
jobs:
  one:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: {}
${lines.replace(/^(?=.)/gm, '    ')}
`;
}

describe('lintWorkflow', () => {
  test('what the generated workflows are made of is fine', async () => {
    expect(await lintWorkflow('good.yml', GOOD)).toEqual([]);
  });

  const refused: Array<[what: string, text: string, actionlint: RegExp | undefined, github: RegExp | undefined]> = [
    ['an unknown runner', changed('runs-on: ubuntu-24.04-arm', 'runs-on: ubuntu-24.04-arm64'), /label "ubuntu-24.04-arm64" is unknown/, undefined],
    ['an unknown needs', changed('needs: check\n', 'needs: chek\n'), /job "build" needs job "chek"/, /unknown job 'chek'/],
    ['a cycle', changed('    runs-on: ubuntu-24.04\n    timeout-minutes: 15', '    needs: publish\n    runs-on: ubuntu-24.04\n    timeout-minutes: 15'),
      /cyclic dependencies/, /Required|cycle|depend/i],
    ['a context that the workflow\'s env does not have', changed('REGISTRY: ghcr.io', 'REGISTRY: ${{ env.OTHER }}'), /context "env" is not allowed here/, /env/],
    ['a key that the matrix does not have',
      job('strategy:\n  matrix:\n    os: [a]\nsteps:\n  - run: echo "$X"\n    env:\n      X: ${{ matrix.arch }}'), /property "arch" is not defined/, /matrix|arch/],
    ['the output of a step that is not there', changed('${{ steps.affected.outputs.platforms }}', '${{ steps.afected.outputs.platforms }}'),
      /property "afected" is not defined/, /afected/],
    ['an output that a needed job does not have', changed('fromJSON(needs.check.outputs.platforms)', 'fromJSON(needs.check.outputs.platform)'),
      /property "platform" is not defined/, /platform/],
    ['a misspelt input of a pinned action', changed('persist-credentials: false', 'persist-credential: false'),
      undefined, /Invalid action input 'persist-credential'/],
    ['a misspelt input of an action by tag', job('steps:\n  - uses: actions/checkout@v4\n    with:\n      fetch-deph: 0'), /input "fetch-deph" is not defined/, /fetch-deph/],
    ['a missing input of a pinned action', changed('          path: images\n', ''), undefined, /Missing required input `path`/],
    ['a cron of four fields', changed('23 4 * * MON', '23 4 * *'), /invalid CRON format/, /[Ii]nvalid cron/],
    ['a cron with a minute that is none', changed('23 4 * * MON', '75 4 * * MON'), /invalid CRON format/, /[Ii]nvalid cron/],
    ['a cron by name', changed('23 4 * * MON', '@weekly'), undefined, /[Ii]nvalid cron/],
    ['an unknown permission', changed('packages: write', 'package: write'), /unknown permission scope "package"/, /Unexpected value 'package'/],
    ['a level that a permission does not have', changed('security-events: write', 'security-events: admin'), /"admin" is invalid for permission/, /Unexpected value 'admin'/],
    ['a condition that does not parse', changed("github.event_name == 'push' &&", "github.event_name == 'push' &&&"), /got unexpected|unexpected/, /Unexpected|Unknown/i],
    ['a condition that is always true', changed('if: matrix.emulated', 'if: ${{ matrix.emulated }} && true'), /always evaluated to true/, /always evaluate to truthy/],
    ['a function that does not exist', changed('fromJSON(', 'fromJsonText('), /undefined function "fromJsonText"/, /Unrecognized function: 'fromJsonText'/],
    ['a script with a stranger\'s text', job('steps:\n  - run: echo "${{ github.event.pull_request.title }}"'), /potentially untrusted/, undefined],
    ['a key twice', changed('      fail-fast: false\n', '      fail-fast: false\n      fail-fast: true\n'), /key "fail-fast" is duplicated/, /fail-fast/],
    ['a timeout that is text', changed('timeout-minutes: 15', 'timeout-minutes: soon'), /expecting a single \$\{\{...\}\} expression or float number/, /soon|number/i],
    ['a key that a job does not have', changed('    timeout-minutes: 60', '    timeout: 60'), /unexpected key "timeout"/, /Unexpected value 'timeout'/],
    ['an event that does not exist', changed('  merge_group: {}', '  merge_groups: {}'), /unknown Webhook event "merge_groups"/, /Unexpected value 'merge_groups'/],
    ['an input of an unknown type', changed('type: boolean', 'type: bool'), /input type of workflow_dispatch event must be/, /bool/],
    ['an undeclared input', changed('inputs.level', 'inputs.levl'), /property "levl" is not defined/, /levl/],
    ['a job without a runner', changed('    runs-on: ubuntu-24.04-arm\n', ''), /"runs-on" section is missing/, /runs-on/],
    ['an action without a version', job('steps:\n  - uses: actions/checkout'), /specifying action "actions\/checkout" in invalid format/, /actions\/checkout/],
    ['one step\'s id twice', job('steps:\n  - id: a\n    run: exit 0\n  - id: a\n    run: exit 0'), /step ID "a" duplicates/, /'a'/],
    ['YAML that does not parse', `${GOOD}  - x\n   y: [`, /could not parse as YAML/, /./],
  ];

  test.each(refused)('%s is refused', async (_, text, actionlint, github) => {
    const complaints = await lintWorkflow('bad.yml', text);
    const of = (tool: string): string => complaints.filter(complaint => complaint.includes(` ${tool}: `)).join('\n');
    if (actionlint) expect(of('actionlint')).toMatch(actionlint);
    if (github) expect(of('github')).toMatch(github);
    expect(complaints.every(complaint => /^bad\.yml:\d+:\d+: (?:actionlint|github): /.test(complaint))).toBe(true);
  });

  test('runners and permissions that are newer than actionlint are known, and nothing beside them', async () => {
    const newer = ['ubuntu-26.04', 'ubuntu-26.04-arm', 'ubuntu-slim'].map(label => changed('runs-on: ubuntu-24.04-arm', `runs-on: ${label}`));
    for (const text of newer) expect(await lintWorkflow('newer.yml', text)).toEqual([]);
    expect(await lintWorkflow('newer.yml', changed('runs-on: ubuntu-24.04-arm', 'runs-on: ubuntu-28.04'))).toHaveLength(1);
    expect(await lintWorkflow('newer.yml', changed('artifact-metadata: write', 'artifact-metadatas: write'))).toHaveLength(2);
  });

  test('runners of one\'s own are those that are named', async () => {
    const text = changed('runs-on: ubuntu-24.04-arm', 'runs-on: [self-hosted, linux, my-runner]');
    expect(await lintWorkflow('own.yml', text)).toEqual([expect.stringContaining('label "my-runner" is unknown')]);
    expect(await lintWorkflow('own.yml', text, ['my-runner'])).toEqual([]);
    expect(await lintWorkflow('own.yml', text, ['my-run', 'runner'])).toHaveLength(1);
  });

  test('documents do not see each other', async () => {
    const bad = changed('needs: check\n', 'needs: chek\n');
    const [first, good, again] = await Promise.all([lintWorkflow('w.yml', bad), lintWorkflow('w.yml', GOOD), lintWorkflow('w.yml', bad)]);
    expect(good).toEqual([]);
    expect(first).not.toEqual([]);
    expect(again).toEqual(first);
  });

  test('what the parser could not check is not fine', async () => {
    const spy = jest.spyOn(actions, 'actionMetadata').mockImplementation(() => {
      throw new Error('broken');
    });
    const complaints = await lintWorkflow('broken.yml', GOOD);
    spy.mockRestore();
    expect(complaints).toEqual(['broken.yml:1:1: github: Unhandled error while validating: broken']);
    expect(await lintWorkflow('whole.yml', GOOD)).toEqual([]);
  });

  test('what every action of the catalogue takes and gives is known', () => {
    expect(Object.keys(ACTIONS).filter(name => !actions.actionOutputs(name))).toEqual([]);
    expect([...actions.KNOWN_ACTIONS].sort()).toEqual(Object.keys(ACTIONS).sort());
    expect(actions.actionMetadata('actions/upload-artifact').inputs).toMatchObject({ path: { required: true }, name: { required: false } });
    expect(actions.actionMetadata('someone/else').inputs).toBeUndefined();
  });
});

describe('auditWorkflow', () => {
  test('what the generated workflows are made of is fine', () => {
    expect(auditWorkflow(GOOD)).toEqual([]);
  });

  const checkout = uses('actions/checkout');
  const { commit } = ACTIONS['actions/checkout'];

  test.each([
    ['an action by tag', changed(checkout, 'uses: actions/checkout@v7.0.1 # v7.0.1'),
      'unpinned-uses: jobs.check.steps[0]: actions/checkout@v7.0.1 is not pinned to a commit'],
    ['an action by a short commit', changed(checkout, 'uses: actions/checkout@3d3c42e # v7.0.1'), 'unpinned-uses: jobs.check.steps[0]: '],
    ['an action by branch', changed(checkout, 'uses: actions/checkout@main # v7.0.1'), 'unpinned-uses: jobs.check.steps[0]: '],
    ['an action without its version', changed(checkout, `uses: actions/checkout@${commit}`), 'unpinned-uses: jobs.check.steps[0]: '],
    ['an action with half of its version', changed(checkout, `uses: actions/checkout@${commit} # v7`), 'unpinned-uses: jobs.check.steps[0]: '],
    ['an action with another version', changed(checkout, `uses: actions/checkout@${commit} # v7.0.0`), 'ref-version-mismatch: jobs.check.steps[0]: '],
    ['an action at another commit', changed(checkout, `uses: actions/checkout@${'0'.repeat(40)} # v7.0.1`), 'ref-version-mismatch: jobs.check.steps[0]: '],
    ['an action that is not in the catalogue', changed(checkout, `uses: someone/else@${'0'.repeat(40)} # v1.0.0`),
      'ref-version-mismatch: jobs.check.steps[0]: someone/else is not in the catalogue'],
    ['a workflow by tag', 'on: push\npermissions: {}\nconcurrency: { group: a, cancel-in-progress: true }\njobs:\n  a:\n    permissions: {}\n    uses: a/b/.github/workflows/c.yml@v1\n',
      'unpinned-uses: jobs.a.uses: a/b/.github/workflows/c.yml@v1 is not pinned to a commit'],
    ['credentials that stay', changed('persist-credentials: false', 'persist-credentials: true'), 'artipacked: jobs.check.steps[0]: persist-credentials must be false'],
    ['credentials that stay by default', changed('        with:\n          persist-credentials: false\n', ''), 'artipacked: jobs.check.steps[0]: '],
    ['the default permissions', changed('permissions: {}\nconcurrency', 'concurrency'), 'excessive-permissions: permissions: of the workflow must be {}'],
    ['permissions of the workflow', changed('permissions: {}\nconcurrency', 'permissions:\n  contents: read # a\nconcurrency'), 'excessive-permissions: permissions: '],
    ['every permission', changed('permissions: {}\nconcurrency', 'permissions: write-all\nconcurrency'), 'excessive-permissions: permissions: '],
    ['a job without permissions', changed('    permissions: {}\n    container', '    container'), 'excessive-permissions: jobs.native: must name each permission that it uses'],
    ['a job with every permission', changed('    permissions: {}\n    container', '    permissions: read-all\n    container'), 'excessive-permissions: jobs.native: '],
    ['a permission without a reason', changed('contents: read # the sources', 'contents: read'), 'undocumented-permissions: jobs.check: contents: read says no reason'],
    ['a permission with an empty reason', changed('contents: read # the sources', 'contents: read #'), 'undocumented-permissions: jobs.check: '],
    ['a reason two lines above', changed('      # To read the sources.\n', '      # To read the sources.\n\n'), 'undocumented-permissions: jobs.build: '],
    ['one reason for two permissions', changed('id-token: write # signs them', 'id-token: write'), 'undocumented-permissions: jobs.publish: id-token: write says no reason'],
    ['an expression in a script', changed('run: uname -m', 'run: echo ${{ github.sha }}'), 'template-injection: jobs.native.steps[0]: '],
    ['an expression in the second line of a script', changed('run: uname -m', 'run: |\n          uname -m\n          echo "${{github.ref_name}}"'), 'template-injection: jobs.native.steps[0]: '],
    ['pull_request_target', changed('  pull_request:\n', '  pull_request_target:\n'), 'dangerous-triggers: on: pull_request_target runs with secrets'],
    ['workflow_run in a list', changed(GOOD.slice(GOOD.indexOf('on:'), GOOD.indexOf('# Nothing')), 'on: [push, workflow_run]\n'), 'dangerous-triggers: on: workflow_run'],
    ['pull_request_target alone', changed(GOOD.slice(GOOD.indexOf('on:'), GOOD.indexOf('# Nothing')), 'on: pull_request_target\n'), 'dangerous-triggers: on: '],
    ['a cache of packages', changed('          package-manager-cache: false\n', ''), 'cache-poisoning: jobs.check.steps[1]: package-manager-cache must be false'],
    ['a cache of npm', changed('package-manager-cache: false\n', 'package-manager-cache: false\n          cache: npm\n'), 'cache-poisoning: jobs.check.steps[1]: '],
    ['a cache of the builder', changed('        with:\n          cache-binary: false\n', ''), 'cache-poisoning: jobs.build.steps[2]: cache-binary must be false'],
    ['a cache of the emulator', changed('        with:\n          cache-image: false\n', ''), 'cache-poisoning: jobs.build.steps[1]: cache-image must be false'],
    ['an image by tag', changed(`@sha256:${'a'.repeat(64)}`, ''), 'unpinned-images: jobs.native.container: docker.io/library/alpine:3.24.2 has no digest'],
    ['an image in one word', changed(`container:\n      image: docker.io/library/alpine:3.24.2@sha256:${'a'.repeat(64)}`, 'container: alpine'),
      'unpinned-images: jobs.native.container: alpine has no digest'],
    ['an image of a service', changed('    container:\n', '    services:\n      db:\n        image: postgres:18\n    container:\n'), 'unpinned-images: jobs.native.services.db: postgres:18 has no digest'],
    ['an image as a step', changed('run: uname -m', 'uses: docker://alpine:3.24.2'), 'unpinned-images: jobs.native.steps[0]: alpine:3.24.2 has no digest'],
    ['inherited secrets', changed('    container:\n', '    secrets: inherit\n    container:\n'), 'secrets-inherit: jobs.native: '],
    ['a job without a timeout', changed('    timeout-minutes: 5\n', ''), 'timeout: jobs.native: needs timeout-minutes from 1 to 360'],
    ['a job with GitHub\'s own timeout and more', changed('timeout-minutes: 15', 'timeout-minutes: 361'), 'timeout: jobs.check: '],
    ['no concurrency', changed(GOOD.slice(GOOD.indexOf('concurrency:'), GOOD.indexOf('env:')), ''), 'concurrency-limits: concurrency: '],
    ['a concurrency that cancels nothing by accident', changed("  cancel-in-progress: ${{ github.event_name == 'pull_request' }}\n", ''), 'concurrency-limits: concurrency: '],
    ['a condition with text around the expression', changed('if: matrix.emulated', 'if: ${{ matrix.emulated }} && true'), 'unsound-condition: jobs.build.steps.if: '],
    ['a condition of two expressions', changed('if: matrix.emulated', 'if: ${{ matrix.emulated }}${{ true }}'), 'unsound-condition: jobs.build.steps.if: '],
    ['a condition with a line break behind it', changed('if: always()\n', 'if: |\n      ${{ always() }}\n'), 'unsound-condition: jobs.gate.if: '],
    ['a condition on a part of a word', changed('if: matrix.emulated', "if: contains('refs/heads/main refs/heads/next', github.ref)"), 'unsound-contains: jobs.build.steps.if: '],
    ['a secret in a name', changed('name: What is affected', 'name: What ${{ secrets.TOKEN }} affects'), 'secrets-outside-env: jobs.check.steps.name: '],
    ['a secret in a condition', changed('if: matrix.emulated', "if: secrets.TOKEN != ''"), 'secrets-outside-env: jobs.build.steps.if: '],
    ['a secret by its name in brackets', changed('name: What is affected', "name: What ${{ secrets['TOKEN'] }} affects"), 'secrets-outside-env: jobs.check.steps.name: '],
    ['all secrets', changed('${{ secrets.DEPLOY_TOKEN }}', '${{ toJSON(secrets) }}'), 'overprovisioned-secrets: jobs.publish.steps.env.TOKEN: '],
    ['a secret that a value names', changed('${{ secrets.DEPLOY_TOKEN }}', '${{ secrets[matrix.name] }}'), 'overprovisioned-secrets: jobs.publish.steps.env.TOKEN: '],
    ['an output that an action does not give', changed('      - run: npx projen-docker promote',
      `      - id: proof\n        ${uses('actions/attest')}\n      - run: cat "$BUNDLE" "$ID"\n        env:\n          BUNDLE: \${{ steps.proof.outputs.bundle }}`
      + '\n          ID: ${{ steps.proof.outputs.attestation-id }}\n      - run: npx projen-docker promote'),
    'unknown-output: jobs.publish: steps.proof.outputs.bundle is nothing that its action gives'],
    ['an alias', changed('    permissions: {}\n    container', '    permissions: &none {}\n    env: *none\n    container'), 'yaml-alias: document: '],
    ['a key twice', changed('      fail-fast: false\n', '      fail-fast: false\n      fail-fast: true\n'), 'syntax: document: Map keys must be unique'],
  ])('%s is found, and nothing else', (_, text, complaint) => {
    expect(auditWorkflow(text)).toEqual([expect.stringContaining(complaint)]);
  });

  test('a pin of the project\'s own takes the place of the catalogue\'s', () => {
    const own = '0'.repeat(40);
    const text = changed(checkout, `uses: actions/checkout@${own} # v8.0.0`);
    const pins = { ...ACTIONS, 'actions/checkout': { version: 'v8.0.0', commit: own } };
    expect(auditWorkflow(text.replaceAll(checkout, `uses: actions/checkout@${own} # v8.0.0`), pins)).toEqual([]);
    expect(auditWorkflow(text, pins)).toHaveLength(1);
  });

  test.each(['', '- a', 'on: push', 'on: push\njobs: {}'])('%j is no workflow', text => {
    expect(auditWorkflow(text)).toContainEqual(expect.stringMatching(/^syntax: (?:document|jobs): /));
  });
});
