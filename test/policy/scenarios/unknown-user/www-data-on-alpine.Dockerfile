# compose: {"user": null}
FROM python:3.13.14-alpine3.24
# expect: unknown-user, user-by-name
USER www-data
CMD ["python", "app.py"]
