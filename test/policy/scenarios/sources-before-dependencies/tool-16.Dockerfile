FROM acme/tools:1.0.0
WORKDIR /app
COPY . .
# expect: sources-before-dependencies
RUN pipenv sync
USER 1000
CMD ["/app"]
