# compose: {"user": null}
FROM cgr.dev/chainguard/python:3.13.9
CMD ["/app"]
