FROM acme/app:1.0.0
USER 1000:1000
CMD ["sh", "-c", "node migrate.js && exec node server.js"]
