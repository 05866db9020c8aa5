import { Problems } from '../../../src/model/problem';
import { checkPublicVariables } from '../../../src/services/stack/public-variables';

function problemsOf(variables: Record<string, string>, allowed: Record<string, string> = {}): readonly string[] {
  const problems = new Problems();
  checkPublicVariables(variables, name => name.startsWith('VITE_'), allowed, problems);
  return problems.all;
}

const END = '; leave it to a server, or say in "notSecret" why it is no secret';
const NAMED = (name: string) => `${name} can be read by everyone who opens the application, but its name is that of a secret${END}`;

test.each([
  'VITE_API_KEY', 'VITE_SECRET', 'VITE_CLIENT_SECRET', 'VITE_ACCESS_TOKEN', 'VITE_DB_PASSWORD', 'VITE_PRIVATE_KEY', 'VITE_AWS_CREDENTIALS', 'VITE_PUBLIC_KEY_SECRET', 'VITE_APIKEY',
])('%s is the name of a secret', name => {
  expect(problemsOf({ [name]: 'x' })).toEqual([NAMED(name)]);
});

test.each([
  'VITE_API_URL', 'VITE_STRIPE_PUBLISHABLE_KEY', 'VITE_VAPID_PUBLIC_KEY', 'VITE_RECAPTCHA_SITE_KEY', 'VITE_SUPABASE_ANON_KEY', 'VITE_KEYBOARD', 'VITE_TOKENIZER', 'VITE_MONKEY', 'VITE_SENTRY_DSN', 'VITE_AUTH_DOMAIN',
])('%s is not', name => {
  expect(problemsOf({ [name]: 'x' })).toEqual([]);
});

// Put together here, so that no scanner of this repository takes them for real ones.
test.each([
  ['a secret key of Stripe', `sk_${'live'}_51Habcdefghijklmnop`],
  ['a token of GitHub', `ghp_${'0123456789abcdefghijABCDEFGHIJ012345'}`],
  ['a token of GitLab', `glpat-${'0123456789abcdefghij'}`],
  ['a token of npm', `npm_${'0123456789abcdefghijABCDEFGHIJ012345'}`],
  ['a key of AWS', `AKIA${'IOSFODNN7EXAMPLE'}`],
  ['a token of Slack', `xoxb-${'123456789012-abcdef'}`],
  ['a key of OpenAI or Anthropic', `sk-ant-${'0123456789abcdefghijABCDEFGHIJ012345'}`],
  ['a key of SendGrid', `SG.${'0123456789abcdefgh'}.${'0123456789abcdefgh'}`],
  ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIE`],
  ['a JSON Web Token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${'abcdef'}`],
  ['a URL with a password', 'postgresql://app:hunter2@db:5432/app'],
])('a value that looks like %s is found under any name, and not repeated', (kind, value) => {
  const [problem, ...others] = problemsOf({ VITE_THING: value });
  expect([problem, others]).toEqual([`VITE_THING can be read by everyone who opens the application, but its value looks like ${kind}${END}`, []]);
});

test('a value is looked at under a public name, too; but an anonymous key may be a JSON Web Token', () => {
  expect(problemsOf({ VITE_PUBLISHABLE_KEY: `sk_${'live'}_51Habcdefghijklmnop` })).toHaveLength(1);
  expect(problemsOf({ VITE_SUPABASE_ANON_KEY: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdef' })).toEqual([]);
});

test('what does not reach the browser is not looked at', () => {
  expect(problemsOf({ SENTRY_AUTH_TOKEN: 'x' })).toEqual([]);
});

test('what is allowed needs a reason, and has to be there', () => {
  expect(problemsOf({ VITE_MAPS_KEY: 'x' }, { VITE_MAPS_KEY: 'Google accepts it from our domain only' })).toEqual([]);
  expect(problemsOf({ VITE_MAPS_KEY: 'x' }, { VITE_MAPS_KEY: ' ', VITE_GONE_KEY: 'gone' })).toEqual([
    '"notSecret" must say why VITE_MAPS_KEY may be read by everyone, such as "the provider accepts it from our domain only"; got " "',
    '"notSecret" names VITE_GONE_KEY, which is not set; remove it there, or correct the name',
  ]);
});

test.each(['NEXT_PUBLIC_KEY', 'PUBLIC_TOKEN'])('the prefix of %s does not make it a public key', name => {
  const problems = new Problems();
  checkPublicVariables({ [name]: 'x' }, () => true, {}, problems);
  expect(problems.all).toEqual([NAMED(name)]);
});

test('a key that its issuer calls public is one under any name', () => {
  expect(problemsOf({ VITE_STRIPE_KEY: 'pk_live_51Habcdefghijklmnop', VITE_MAPBOX_TOKEN: 'pk.eyJ1IjoiYWNtZSJ9.abcdef', VITE_POSTHOG_KEY: 'phc_abcdef' })).toEqual([]);
});
