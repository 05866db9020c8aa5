FROM python:3.13.14-slim-trixie
USER 1000:1000
ENTRYPOINT ["tini", "--"]
# expect: shell-form-command
CMD ["/bin/sh", "-c", "python manage.py migrate && gunicorn app:app"]
