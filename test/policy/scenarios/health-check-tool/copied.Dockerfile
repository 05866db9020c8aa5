FROM gcr.io/distroless/base-debian13:nonroot@sha256:3f2b64ef97bd285e36132c684e6b2ae8f2723293d09aae046196cca64251acac
COPY --from=busybox:1.37.0-musl /bin/wget /bin/wget
USER 1000:1000
HEALTHCHECK CMD ["wget", "-q", "--spider", "http://localhost:8000"]
CMD ["/app/server"]
