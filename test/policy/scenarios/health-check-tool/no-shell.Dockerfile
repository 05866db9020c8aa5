FROM gcr.io/distroless/static-debian13:nonroot@sha256:3f2b64ef97bd285e36132c684e6b2ae8f2723293d09aae046196cca64251acac
COPY server /server
USER 65532:65532
# expect: health-check-tool
HEALTHCHECK CMD /server --health
CMD ["/server"]
