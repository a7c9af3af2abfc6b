"""Answers as S3 would, from a folder and with as little work as can be: whoever is measured shares the cores with it.

Started with FOLDER; its first line of output is the port. What `answers.json` has for a path is answered as it stands there, and files
come straight from the system's cache to the socket.
"""

import json
import os
import re
import socket
import sys
import threading

FOLDER = sys.argv[1]
NOT_FOUND = "<Error><Code>NoSuchKey</Code><Message>There is no such object.</Message></Error>"
with open(os.path.join(FOLDER, "answers.json"), encoding="utf-8") as file:
    ANSWERS = json.load(file)


def head(status, length, more=""):
    return f"HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{more}\r\n".encode()


def range_of(asked, size):
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
    begin = int(found[1]) if found else 0
    end = min(int(found[2]) + 1, size) if found and found[2] else size
    told = f"content-range: bytes {begin}-{end - 1}/{size}\r\netag: \"{size}\"\r\n" if found else ""
    return begin, end, head(206 if found else 200, end - begin, told)


def send_text(connection, text, asked):
    begin, end, first = range_of(asked, len(text))
    connection.sendall(first + text[begin:end])


def send_file(connection, path, asked):
    with open(path, "rb") as file:
        begin, end, first = range_of(asked, os.fstat(file.fileno()).st_size)
        connection.sendall(first)
        while begin < end:
            begin += os.sendfile(connection.fileno(), file.fileno(), begin, end - begin)


def answer(connection, method, path, headers):
    result = re.search(r"/results/(\w+\.csv)$", path)
    text = ANSWERS.get(path)
    if result:
        send_file(connection, os.path.join(FOLDER, result[1]), headers.get("range"))
    elif text is not None:
        send_text(connection, text.encode(), headers.get("range"))
    elif method == "HEAD":
        connection.sendall(head(200, 0))
    else:
        connection.sendall(head(404, len(NOT_FOUND)) + NOT_FOUND.encode())


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, connection.makefile("rb") as requests:
        while line := requests.readline():
            method, target, _ = line.decode().split(" ")
            headers = {}
            while (header := requests.readline()) not in (b"\r\n", b""):
                name, _, value = header.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            requests.read(int(headers.get("content-length") or 0))
            answer(connection, method, target.partition("?")[0], headers)


def serve_to_the_end(connection):
    try:
        serve(connection)
    except ConnectionError:
        pass  # whoever has asked is gone


server = socket.create_server(("127.0.0.1", 0), backlog=128)
print(server.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve_to_the_end, args=server.accept()[:1], daemon=True).start()
