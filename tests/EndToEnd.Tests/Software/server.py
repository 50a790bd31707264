"""Keeps what is posted to it in a database, and shows processes and threads at work."""
import multiprocessing
import platform
import signal
import sqlite3
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DATABASE = "/data/kept.db"


def square(number):
    return number * number


def processes():
    # Not by fork, which copies locks that this program's other threads hold.
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        squares = pool.map(square, range(6))
    return f"{squares} {subprocess.run(['uname'], capture_output=True, text=True, check=True).stdout.strip()}"


def threads():
    lock, total = threading.Lock(), 0

    def count():
        nonlocal total
        for _ in range(1000):
            with lock:
                total += 1

    workers = [threading.Thread(target=count) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return f"{len(workers)} threads counted {total}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        value = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with sqlite3.connect(DATABASE, timeout=60) as database:
            database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (self.path, value))
        database.close()
        self.answer("stored")

    def do_GET(self):
        if self.path == "/processes":
            return self.answer(processes())
        if self.path == "/threads":
            return self.answer(threads())
        with sqlite3.connect(DATABASE, timeout=60) as database:
            row = database.execute("SELECT value FROM kept WHERE key = ?", (self.path,)).fetchone()
        database.close()
        return self.answer(row[0] if row else "unknown")

    def answer(self, text):
        body = (text + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    connection = sqlite3.connect(DATABASE)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT)")
    connection.commit()
    server = ThreadingHTTPServer(("", 8000), Handler)
    print("serving")
    server.serve_forever()
