import { isRandom, isSecretName, secretInCommand, secretInConfiguration, secretInPublic } from '../../src/model/secret-looking';

const used = (name: string, value: string) => secretInConfiguration(name, value, { isUsed: true });
const unused = (name: string, value: string) => secretInConfiguration(name, value, { isUsed: false });

// Put together here, so that no scanner of this repository takes them for real ones.
const ISSUED: [kind: string, value: string][] = [
  ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIE`],
  ['a secret key of Stripe', `sk_${'live'}_51Habcdefghijklmnop`],
  ['a token of GitHub', `ghp_${'0123456789abcdefghijABCDEFGHIJ012345'}`],
  ['a token of GitLab', `glpat-${'0123456789abcdefghij'}`],
  ['a token of npm', `npm_${'0123456789abcdefghijABCDEFGHIJ012345'}`],
  ['a key of AWS', `AKIA${'IOSFODNN7RANDOMX'}`],
  ['a token of Slack', `xoxb-${'123456789012-abcdef'}`],
  ['a key of OpenAI or Anthropic', `sk-ant-${'0123456789abcdefghijABCDEFGHIJ012345'}`],
  ['a key of SendGrid', `SG.${'0123456789abcdefgh'}.${'0123456789abcdefgh'}`],
  ['a JSON Web Token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${'abcdefghij'}`],
];

test.each(ISSUED)('%s is found under any name, in any place', (kind, value) => {
  expect([used('THING', value), unused('THING', value), secretInPublic('THING', value)]).toEqual(Array(3).fill(`its value looks like ${kind}`));
  expect(secretInCommand(`echo ${value} > x`)).toBe(kind);
});

test.each<[string, string, string]>([
  ['DATABASE_URL', 'postgres://app:hunter2@db/app', 'a URL with a password'],
  ['ConnectionStrings__Default', 'Server=db;User Id=app;Password=hunter2', 'a connection string with a password'],
  ['JDBC', 'jdbc:postgresql://db/app?user=app&password=hunter2', 'a connection string with a password'],
])('%s=%s', (name, value, kind) => {
  expect(used(name, value)).toBe(`its value looks like ${kind}`);
});

const NAMED = 'its name is that of a secret';

test.each([
  'DB_PASSWORD', 'PGPASSWORD', 'MYSQL_PWD', 'SMTP_PASS', 'JWT_SECRET', 'GITHUB_TOKEN', 'API_KEY', 'STRIPE_SECRET_KEY', 'SECRET_KEY_BASE', 'AWS_SECRET_ACCESS_KEY', 'adminPassword',
  'com.acme.api-token', 'API_KEY_PROD', 'TOKEN_2', 'RABBITMQ_ERLANG_COOKIE', 'APIKEY', 'GOOGLE_CREDENTIALS',
])('%s is the name of a secret', name => {
  expect([isSecretName(name), used(name, 'hunter2'), unused(name, 'kx3vq81ms')]).toEqual([true, NAMED, NAMED]);
});

test.each([
  'PASSWORD_MIN_LENGTH', 'DB_PASSWORD_FILE', 'TOKEN_URL', 'KEYCLOAK_URL', 'PUBLIC_KEY', 'SSH_AUTH_SOCK', 'PWD', 'OLDPWD', 'MONKEY', 'TOKENIZER', 'SECRETARY', 'COMPASS', 'KEY_ID',
  'AUTH_MODULE_VERSION', 'STRIPE_PUBLISHABLE_KEY', 'SUPABASE_ANON_KEY', 'DATADOG_CLIENT_TOKEN', 'SECRET_NAME', 'MAX_TOKENS', 'AWS_ACCESS_KEY_ID', 'SECRET_KEY_BASE_DUMMY',
])('%s is not', name => {
  expect([isSecretName(name), used(name, 'hunter2'), unused(name, 'kx3vq81ms')]).toEqual([false, undefined, undefined]);
});

test.each([
  '', '  ', 'true', 'off', '3600', '15m', '/run/secrets/token', './token', '~/.ssh/id', 'C:\\keys', 'file:/x', 'https://vault.acme.test/x', 'arn:aws:secretsmanager:x', 'X-Api-Token',
  '<token>', '{{ token }}', '***', 'xxxxx', 'dummy', 'not-a-secret', 'placeholder-for-build', 'required',
])('%p is no value of a secret', value => {
  expect([used('API_TOKEN', value), unused('API_TOKEN', value)]).toEqual([undefined, undefined]);
});

test('a number may be a password, and is nothing else', () => {
  expect([used('DB_PASSWORD', '12345678'), used('API_TOKEN', '12345678')]).toEqual([NAMED, undefined]);
});

test.each(['changeme', 'example-secret', 'secret', 'password123', 'insecure-for-tests', 'short'])('%s is what a service runs with, and nothing where a build only wants a value', value => {
  expect([used('APP_SECRET', value), unused('APP_SECRET', value)]).toEqual([NAMED, undefined]);
});

test('other keys are secrets when chance made their values', () => {
  expect(['WEATHER_KEY', 'CACHE_KEY', 'GPG_KEY'].map(name => used(name, '7169605F62C751356D054A26A821E680'))).toEqual([NAMED, undefined, undefined]);
  expect([used('WEATHER_KEY', 'weather-by-city'), used('STRIPE_KEY', 'pk_live_51Habcdefghijklmnop')]).toEqual([undefined, undefined]);
  expect(['kx3vq81ms02hd77aa', '1.2.3.4.5.6.7.8.9.10', 'abcdefghijklmnopqrst', 'kx3'].map(isRandom)).toEqual([true, false, false, false]);
});

test('an anonymous key may be a JSON Web Token', () => {
  expect(used('SUPABASE_ANON_KEY', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${'abcdef'}`)).toBeUndefined();
});

test.each<[string, string | undefined]>([
  ['curl -H "Authorization: Bearer kx3vq81ms02hd77aa1b" https://acme.test', 'an authorization header'],
  ['curl -H "Authorization: Bearer " https://acme.test', undefined],
  ['npm config set //npm.acme.test/:_authToken=kx3vq81ms02hd77aa1b', 'a token of a package registry'],
  ['npm config set //npm.acme.test/:_authToken=', undefined],
  ['git clone https://ci:kx3vq81ms02hd@git.acme.test/x', 'a URL with a password'],
  ['git clone https://ci:@git.acme.test/x && git clone ssh://git@acme.test:22/x', undefined],
  ['psql postgres://postgres:postgres@localhost/x', undefined],
  ['redis-server --requirepass kx3vq81ms', 'a password'],
  ['docker login --password-stdin', undefined],
  ['app --password /run/secrets/password --api-key changeme', undefined],
  ['echo "a password=b"', undefined],
])('%s', (text, kind) => {
  expect(secretInCommand(text)).toBe(kind);
});
