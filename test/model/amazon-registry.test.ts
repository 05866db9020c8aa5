import { amazonRegistry } from '../../src/model/amazon-registry';

const ACCOUNT = '123456789012';

test.each([
  [`${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`, 'eu-central-1', true],
  [`${ACCOUNT}.dkr.ecr.cn-northwest-1.amazonaws.com.cn`, 'cn-northwest-1', true],
  [`${ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, 'eusc-de-east-1', true],
  [`${ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, 'us-gov-west-1', false],
  [`${ACCOUNT}.dkr-ecr.eu-central-1.on.aws`, 'eu-central-1', false],
  [`${ACCOUNT}.dkr-ecr-fips.us-east-2.on.aws`, 'us-east-2', false],
  [`${ACCOUNT}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`, 'cn-north-1', false],
])('%s is a private registry in %s', (host, region, isFirstName) => {
  expect(amazonRegistry(host)).toEqual({ region, isPublic: false, isFirstName });
});

test.each([['public.ecr.aws', true], ['ecr-public.aws.com', false]])('%s is the public registry', (host, isFirstName) => {
  expect(amazonRegistry(host)).toEqual({ region: 'us-east-1', isPublic: true, isFirstName });
});

test.each([
  'ghcr.io', '', '12345.dkr.ecr.eu-central-1.amazonaws.com', `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com.evil.example`, `${ACCOUNT}.dkr-ecr.eu-central-1.amazonaws.com`,
  `${ACCOUNT}.dkr.ecr.eu-central-1.on.aws`, `${ACCOUNT}.dkr.ecr.eu.central.amazonaws.com`, 'x.public.ecr.aws', `x${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`,
])('%j is none of Amazon\'s', host => {
  expect(amazonRegistry(host)).toBeUndefined();
});
