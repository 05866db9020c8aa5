import type { ImagePattern } from './image-pattern';

/**
 * Images that bring no health check of their own: data, no logic.
 *
 * Sources: the FAQ of the official images, "Explicit health checks are not added to official images"
 * (github.com/docker-library/faq#healthcheck), and the Dockerfiles of those that are listed, because there are exceptions such as `kong`;
 * the Dockerfiles of the others. As of November 2026. Of an image that is not listed nothing is known.
 */
export const WITHOUT_HEALTH_CHECK: ImagePattern = {
  names: [
    'scratch',
    'adminer', 'alpine', 'almalinux', 'amazoncorretto', 'amazonlinux', 'buildpack-deps', 'busybox', 'caddy', 'debian', 'eclipse-temurin',
    'erlang', 'fedora', 'golang', 'haproxy', 'httpd', 'mariadb', 'memcached', 'mongo', 'mysql', 'nats', 'nginx', 'node', 'php', 'postgres',
    'python', 'rabbitmq', 'redis', 'rockylinux', 'ruby', 'rust', 'tomcat', 'traefik', 'ubuntu',
    'nginxinc/nginx-unprivileged',
    'oven/bun',
    'valkey/valkey',
    'mcr.microsoft.com/dotnet/aspnet',
    'mcr.microsoft.com/dotnet/runtime',
    'mcr.microsoft.com/dotnet/runtime-deps',
    'quay.io/keycloak/keycloak',
    'gcr.io/distroless/',
  ],
};
