import { Connection } from '../../src/model/connection';
import { Secret } from '../../src/model/secret';

const full = Connection._of({ scheme: 'postgresql', host: 'db', port: 5432, user: 'a@b', database: 'app', password: Secret.generated('db-password') });
const bare = Connection._of({ scheme: 'redis', host: 'cache', port: 6379 });

test('a URL has everything but the password', () => {
  expect(full.url).toBe('postgresql://a%40b@db:5432/app');
  expect(bare.url).toBe('redis://cache:6379');
});

test('the password is a file', () => {
  expect(full.passwordFile).toBe('/run/secrets/db-password');
  expect(bare.passwordFile).toBeUndefined();
});

test('variables say what there is', () => {
  expect(full.environment('my-db')).toEqual({
    MY_DB_HOST: 'db', MY_DB_PORT: '5432', MY_DB_USER: 'a@b', MY_DB_DATABASE: 'app', MY_DB_URL: full.url, MY_DB_PASSWORD_FILE: '/run/secrets/db-password',
  });
  expect(bare.environment('CACHE')).toEqual({ CACHE_HOST: 'cache', CACHE_PORT: '6379', CACHE_URL: 'redis://cache:6379' });
});

test.each(['', '1x', undefined])('variables cannot begin with %j', prefix => {
  expect(() => full.environment(prefix as string)).toThrow('the prefix of variables must be');
});
