"""Talks to Redis: as little of its protocol as the guest book needs."""
import os
import socket


def password():
    with open(os.environ["REDIS_PASSWORD_FILE"], encoding="utf-8") as file:
        return file.read().strip()


def encode(*words):
    parts = [str(word).encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def decode(stream):
    line = stream.readline().rstrip(b"\r\n")
    kind, rest = line[:1], line[1:]
    if kind == b"-":
        raise RuntimeError(rest.decode())
    if kind == b":":
        return int(rest)
    if kind == b"$":
        return None if rest == b"-1" else stream.read(int(rest) + 2)[:-2].decode()
    return rest.decode()


def ask(*words):
    address = (os.environ["REDIS_HOST"], int(os.environ["REDIS_PORT"]))
    with socket.create_connection(address, timeout=2) as connection, connection.makefile("rb") as stream:
        for command in (("AUTH", password()), words):
            connection.sendall(encode(*command))
            answer = decode(stream)
        return answer
