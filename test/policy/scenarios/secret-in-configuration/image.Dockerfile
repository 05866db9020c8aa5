# expect: secret-in-configuration
ARG GITHUB_TOKEN
FROM node:24.21.0-slim AS build
# expect: secret-in-configuration
ARG NPM_TOKEN
# expect: secret-in-configuration
ARG DB_PASSWORD=hunter2000
# expect: secret-in-configuration, secret-in-configuration
ENV NPM_TOKEN=$NPM_TOKEN STRIPE_SECRET_KEY=51Habcdef0123 DJANGO_SECRET_KEY="kx3-vq81ms-02hd"
# expect: secret-in-configuration
ENV DATABASE_URL=postgresql://app:kx3vq81ms@db:5432/app
# expect: secret-in-configuration
RUN npm config set //npm.acme.test/:_authToken=kx3vq81ms02hd77aa1b
# expect: secret-in-configuration
RUN curl -fsSL -H "Authorization: Bearer kx3vq81ms02hd77aa1b" https://acme.test/tool -o /tool
# expect: secret-in-configuration
RUN export AWS_SECRET_ACCESS_KEY=kx3vq81ms02hd77aa1b/x2 && aws s3 cp s3://acme/tool /tool
# expect: secret-in-configuration
RUN git clone https://ci:kx3vq81ms02hd@git.acme.test/tool.git
FROM debian:trixie-20261005-slim
COPY --from=build /tool /tool
# expect: secret-in-configuration
ENV adminPassword=changeme
# expect: secret-in-configuration
ENV SERVICE_API_KEY_PROD=kx3vq81
# expect: secret-in-configuration
LABEL com.acme.deploy.token="kx3vq81ms02hd"
USER 1000:1000
# expect: secret-in-configuration
CMD ["redis-server", "--requirepass", "kx3vq81ms"]
