#!/usr/bin/env python3
"""The sample application: notes, written to one database and read from others.

GET  /          the last notes, as a page
GET  /notes     the last notes, as JSON
GET  /notes/ID  one note, as JSON
POST /notes     writes a note: JSON {"text": …}, or a form, after which the browser is sent back to the page
GET  /healthz   200 while the database can be read, 503 otherwise

Asked to end (SIGTERM) it finishes the requests that it has begun.
Every answer says who gave it (X-Served-By), and a read where its rows came from (X-Read-From).
Environment: SERVER_NAME, BIND, PORT, DATABASE_WRITE_URL, DATABASE_READ_URLS (mysql://user:password@host:port/name;
the nearest first, with spaces between).
"""

import html
import json
import os
import queue
import re
import signal
import socket
import ssl
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pymysql
from pymysql.cursors import DictCursor

SERVER_NAME = os.environ.get("SERVER_NAME", "unknown")
MAX_BODY = 64 * 1024
MAX_TEXT = 1000
LAST_NOTES = "SELECT id, text, written_on, written_at FROM notes ORDER BY id DESC LIMIT 20"
ONE_NOTE = "SELECT id, text, written_on, written_at FROM notes WHERE id = %s"
NEW_NOTE = "INSERT INTO notes (text, written_on) VALUES (%s, %s)"


# Seconds for which a database that did not answer is asked last.
AWAY = 10


class Database:
    """Connections to one server, kept and used again. `patience` is how many seconds an answer may take."""

    def __init__(self, url, patience):
        parts = urlsplit(url)
        self.options = {
            "host": parts.hostname,
            "port": parts.port or 3306,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "database": parts.path.lstrip("/"),
            "charset": "utf8mb4",
            "autocommit": True,
            "cursorclass": DictCursor,
            "connect_timeout": 1,
            "read_timeout": patience,
            "write_timeout": patience,
            "ssl": encrypted_if_offered(),
        }
        self.idle = queue.LifoQueue(maxsize=16)
        self.away_until = 0.0

    def is_away(self):
        """Whether it did not answer of late. Now and then one request is sent to see whether it is back."""
        now = time.monotonic()
        if self.away_until <= now:
            self.away_until = self.away_until and now + AWAY
            return False
        return True

    def rows(self, statement, arguments):
        try:
            with self.cursor() as cursor:
                cursor.execute(statement, arguments)
                found = cursor.fetchall()
        except (pymysql.OperationalError, pymysql.InterfaceError):
            self.away_until = time.monotonic() + AWAY
            raise
        self.away_until = 0.0
        return found

    @contextmanager
    def cursor(self):
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                yield cursor
        except BaseException:
            connection.close()
            raise
        try:
            self.idle.put_nowait(connection)
        except queue.Full:
            connection.close()

    def connect(self):
        """An idle connection that still answers, else a new one: the server may have been away."""
        while True:
            try:
                connection = self.idle.get_nowait()
            except queue.Empty:
                return pymysql.connect(**self.options)
            try:
                connection.ping(reconnect=False)
                return connection
            except pymysql.MySQLError:
                # The others have been as long without a word, and each would be waited for.
                connection.close()
                self.close_idle()

    def close_idle(self):
        while True:
            try:
                self.idle.get_nowait().close()
            except queue.Empty:
                return
            except pymysql.MySQLError:
                pass


def encrypted_if_offered():
    """TLS with every server that has it. Its certificate is one of its own making, so it is not verified."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Notes:
    def __init__(self, write_url, read_urls):
        self.primary = Database(write_url, patience=5)
        self.readers = [Database(url, patience=2) for url in read_urls]

    def read(self, statement, arguments=()):
        """Rows and the address they came from: the first database that answers, those last that did not of late."""
        failure = None
        for database in sorted(self.readers, key=Database.is_away):
            try:
                return database.rows(statement, arguments), database.options["host"]
            except (pymysql.OperationalError, pymysql.InterfaceError) as error:
                failure = error
        raise failure

    def write(self, text):
        with self.primary.cursor() as cursor:
            cursor.execute(NEW_NOTE, (text, SERVER_NAME))
            return cursor.lastrowid


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 65
    notes: Notes
    server: "Server"

    def handle_one_request(self):
        self.server.begin_waiting(self)
        super().handle_one_request()
        if self.server.ending:
            self.close_connection = True

    def parse_request(self):
        self.server.end_waiting(self)
        return super().parse_request()

    def do_GET(self):
        path = urlsplit(self.path).path
        one = re.fullmatch(r"/notes/(\d{1,18})", path)
        if path == "/healthz":
            self.answer_database(self.health)
        elif path == "/":
            self.answer_database(self.page)
        elif path == "/notes":
            self.answer_database(self.last_notes)
        elif one:
            self.answer_database(lambda: self.one_note(one[1]))
        else:
            self.send_json(404, {"error": "no such page"})

    do_HEAD = do_GET

    def do_POST(self):
        body = self.body()
        if body is None:
            return
        if urlsplit(self.path).path != "/notes":
            return self.send_json(404, {"error": "no such page"})
        text = self.text_of(body)
        if not text or len(text) > MAX_TEXT:
            return self.send_json(400, {"error": f"a note has 1 to {MAX_TEXT} characters of text"})
        self.answer_database(lambda: self.new_note(text))

    def answer_database(self, answer):
        try:
            answer()
        except pymysql.MySQLError as error:
            print(f"database: {error}", file=sys.stderr, flush=True)
            self.send_json(503, {"error": "the database does not answer"})

    def health(self):
        self.notes.read("SELECT 1")
        self.send_json(200, {"healthy": True})

    def last_notes(self):
        rows, source = self.notes.read(LAST_NOTES)
        self.send_json(200, rows, {"X-Read-From": source})

    def one_note(self, number):
        rows, source = self.notes.read(ONE_NOTE, (number,))
        found = (200, rows[0]) if rows else (404, {"error": "no such note"})
        self.send_json(*found, {"X-Read-From": source})

    def new_note(self, text):
        number = self.notes.write(text)
        if self.is_form():
            self.send(303, "text/plain", b"", {"Location": "/"})
        else:
            self.send_json(201, {"id": number, "text": text, "written_on": SERVER_NAME})

    def page(self):
        rows, source = self.notes.read(LAST_NOTES)
        items = "\n".join(
            f"<li>{html.escape(row['text'])} <small>{html.escape(row['written_on'])}</small></li>" for row in rows
        )
        page = PAGE.format(name=html.escape(SERVER_NAME), items=items)
        self.send(200, "text/html; charset=utf-8", page.encode(), {"X-Read-From": source})

    def body(self):
        """The request's body, or None when it has been refused."""
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = -1
        if 0 <= length <= MAX_BODY:
            return self.rfile.read(length)
        self.close_connection = True
        self.send_json(400 if length < 0 else 413, {"error": "the body is too large or its length is unknown"})
        return None

    def is_form(self):
        return self.headers.get_content_type() == "application/x-www-form-urlencoded"

    def text_of(self, body):
        try:
            if self.is_form():
                return parse_qs(body.decode()).get("text", [""])[0].strip()
            text = json.loads(body).get("text")
            return text.strip() if isinstance(text, str) else None
        except (ValueError, AttributeError):
            return None

    def send_json(self, status, value, headers=None):
        self.send(status, "application/json", json.dumps(value, default=str).encode() + b"\n", headers)

    def send(self, status, kind, body, headers=None):
        self.send_response(status)
        self.send_header("X-Served-By", SERVER_NAME)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if self.server.ending:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        # Nginx keeps the log of requests.
        pass


PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Notes</title><link rel="stylesheet" href="/static/style.css"></head>
<body>
<h1>Notes, served by {name}</h1>
<form method="post" action="/notes">
<input name="text" maxlength="1000" required aria-label="A note"> <button>Write</button>
</form>
<ul>
{items}
</ul>
</body>
</html>
"""


class Server(ThreadingHTTPServer):
    """Ends when every request that has begun is answered: connections on which nobody asks are closed."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 256

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.ending = False
        self.waiting = set()
        self.lock = threading.Lock()

    def begin_waiting(self, handler):
        with self.lock:
            self.waiting.add(handler)
            if self.ending:
                self.hang_up(handler)

    def end_waiting(self, handler):
        with self.lock:
            self.waiting.discard(handler)

    def shutdown_request(self, request):
        with self.lock:
            self.waiting = {handler for handler in self.waiting if handler.connection is not request}
        super().shutdown_request(request)

    def finish(self):
        self.shutdown()
        with self.lock:
            self.ending = True
            for handler in self.waiting:
                self.hang_up(handler)

    def hang_up(self, handler):
        """A request that has come in by now can still be read; after it there is nothing more to read."""
        try:
            handler.connection.shutdown(socket.SHUT_RD)
        except OSError:
            pass


def main():
    Handler.notes = Notes(os.environ["DATABASE_WRITE_URL"], os.environ["DATABASE_READ_URLS"].split())
    server = Server((os.environ.get("BIND", "127.0.0.1"), int(os.environ.get("PORT", "8000"))), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.finish).start())
    server.serve_forever(poll_interval=0.2)
    server.server_close()


if __name__ == "__main__":
    main()
