FROM scratch
COPY server /server
USER 65532:65532
HEALTHCHECK CMD ["/server", "--health"]
CMD ["/server"]
