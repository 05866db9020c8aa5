FROM acme/app:1.0.0
USER 1000:1000
CMD ["bash", "-c", "trap stop TERM; node server.js & wait"]
