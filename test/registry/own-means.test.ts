import { ownMeans } from '../../src/registry/own-means';

test.each<[string, number, string | undefined]>([
  ['docker.io', 403, 'web page'],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 405, 'lifecycle policy'],
  ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 405, 'lifecycle policy'],
  ['123456789012.dkr-ecr.us-east-1.on.aws', 405, 'lifecycle policy'],
  ['public.ecr.aws', 405, 'lifecycle policy'],
  ['europe-docker.pkg.dev', 400, 'cleanup policy'],
  ['gcr.io', 400, 'cleanup policy'],
  ['eu.gcr.io', 400, 'cleanup policy'],
  ['acme.azurecr.io', 405, 'acr purge'],
  ['acme.azurecr.io', 403, undefined],
  ['docker.io', 404, undefined],
  ['docker.io', 503, undefined],
  ['registry.example.com', 405, undefined],
  ['evilgcr.io', 405, undefined],
])('%s that answers %d', (host, status, expected) => {
  const means = ownMeans(host, status);
  if (expected === undefined) expect(means).toBeUndefined();
  else expect(means).toContain(expected);
});
