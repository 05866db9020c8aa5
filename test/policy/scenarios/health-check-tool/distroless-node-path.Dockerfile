FROM gcr.io/distroless/nodejs24-debian13:nonroot@sha256:3f2b64ef97bd285e36132c684e6b2ae8f2723293d09aae046196cca64251acac
COPY server.js /app/
USER 65532:65532
HEALTHCHECK CMD ["/nodejs/bin/node", "/app/health.js"]
CMD ["/app/server.js"]
