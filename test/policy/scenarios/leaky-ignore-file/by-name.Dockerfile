# ignore: *
# ignore: !src
# ignore: !.env*
# ignore: !certs
# files: certs/client.p12 src/x.js .env.local
FROM node:24.21.0-slim
# expect: leaky-ignore-file
COPY ["src", ".env*", "./"]
# expect: leaky-ignore-file
ADD certs/*.p12 /certs/
USER 1000:1000
