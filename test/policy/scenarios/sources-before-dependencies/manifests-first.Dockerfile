# files: package.json package-lock.json src/index.js
FROM node:24.21.0-alpine3.24 AS build
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build && npm ci --omit=dev
FROM node:24.21.0-alpine3.24
WORKDIR /app
COPY --from=build /app .
USER 1000:1000
CMD ["node", "dist/index.js"]
