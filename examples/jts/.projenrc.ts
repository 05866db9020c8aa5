import { DockerProject, Duration, HealthCheck, NodeBaseImage, NxService, Service, Size } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'jts',
  registry: 'ghcr.io/ddoachi',
  platforms: ['linux/amd64', 'linux/arm64'],
  workflows: {
    branches: ['main', 'develop'],
    pullRequestBranches: ['main'],
    // Of a branch, too, only the newest commit counts here.
    cancelPushes: true,
    cleanup: { keep: 10, untaggedOnly: true },
  },
});

// Built once for all services: Node, the dependencies of the workspace, and the system that they run on.
const base = new NodeBaseImage(project, 'base', { directory: 'workspace', packages: ['tzdata'] });

/** What is the same for every service. */
const common = (name: string, description: string) => ({
  base,
  description,
  labels: { 'org.opencontainers.image.vendor': 'JTS', 'security.scan-policy': 'strict' },
  buildArgs: { BUILD_ENV: 'production', FEATURE_FLAGS: '' },
  environment: { SERVICE_NAME: name, TZ: 'UTC' },
  memory: Size.mebibytes(256),
  maxImageSize: Size.megabytes(150),
  healthStarter: 'libs/health/src/health.ts',
});

const ingestion = new NxService(project, 'data-ingestion', {
  ...common('data-ingestion', 'Takes in prices'), port: 3005, health: HealthCheck.http('/health'),
});
const notifications = new NxService(project, 'notification-service', {
  ...common('notification-service', 'Tells people what happened'), port: 3006, health: HealthCheck.http('/health'),
});
const risk = new NxService(project, 'risk-management', {
  ...common('risk-management', 'Accepts or refuses orders'), port: 3004, health: HealthCheck.http('/health'),
});

const strategy = new NxService(project, 'strategy-engine', {
  ...common('strategy-engine', 'Computes signals from prices'),
  port: 3002,
  health: HealthCheck.http('/health/strategy', {
    interval: Duration.seconds(30), timeout: Duration.seconds(10), startPeriod: Duration.seconds(60), retries: 3,
  }),
  packages: ['python3', 'py3-numpy', 'py3-pandas'],
  // numpy starts a thread for each CPU of the machine otherwise.
  environment: { SERVICE_NAME: 'strategy-engine', TZ: 'UTC', OPENBLAS_NUM_THREADS: '1' },
  memory: Size.mebibytes(512),
  // numpy and pandas are larger unpacked than Node.
  maxImageSize: Size.megabytes(450),
  maxDownloadSize: Size.megabytes(150),
  dependsOn: [ingestion],
});

const orders = new NxService(project, 'order-execution', {
  ...common('order-execution', 'Executes orders'),
  port: 3003,
  health: HealthCheck.http('/health/orders', {
    interval: Duration.seconds(10), timeout: Duration.seconds(3), startPeriod: Duration.seconds(30), retries: 5,
  }),
  heap: Size.mebibytes(512),
  memory: Size.mebibytes(768),
  sourceMaps: false,
  dependsOn: [risk, ingestion, notifications],
});

const others: Service[] = [strategy, orders, risk, ingestion, notifications];
new NxService(project, 'api-gateway', {
  ...common('api-gateway', 'The one way in'),
  port: 3001,
  health: HealthCheck.http('/health', {
    interval: Duration.seconds(15), timeout: Duration.seconds(5), startPeriod: Duration.seconds(30), retries: 3,
  }),
  dependsOn: others,
});

project.synth();
