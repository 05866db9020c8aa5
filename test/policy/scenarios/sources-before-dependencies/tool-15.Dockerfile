FROM acme/tools:1.0.0
WORKDIR /app
COPY . .
# expect: no-lockfile, sources-before-dependencies
RUN npm install --omit=dev
USER 1000
CMD ["/app"]
