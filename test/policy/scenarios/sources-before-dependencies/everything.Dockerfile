# files: package.json package-lock.json
FROM node:24.21.0-alpine3.24 AS build
WORKDIR /app
COPY . .
# expect: sources-before-dependencies
RUN npm ci && npm run build
FROM node:24.21.0-alpine3.24 AS sources
COPY ./ /app/
FROM sources
# expect: sources-before-dependencies
RUN cd /app && yarn install --frozen-lockfile
COPY --from=build /app/dist /app/dist
USER 1000:1000
CMD ["node", "dist/server.js"]
