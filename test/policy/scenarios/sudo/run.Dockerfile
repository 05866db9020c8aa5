FROM debian:trixie-20261005-slim
# expect: sudo
RUN sudo apt-get update
# expect: sudo
RUN apt-get update && sudo apt-get upgrade
RUN pip install sudo-utils==1.0.0 && echo visudo
USER 1000:1000
# expect: sudo
ENTRYPOINT ["sudo", "server"]
