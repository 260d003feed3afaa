"""A Jupyter server in a class's folder, asked over HTTP as the formgrader's pages ask it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TOKEN = "of-the-test"
#: Seconds until it answers, and until a page is there.
START, PAGE = 120.0, 120.0


class Server:
    """A Jupyter server with nbgrader's extensions, as they are after an install."""

    def __init__(self, root: Path, own: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        options = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"]
        options += [f"--ServerApp.token={TOKEN}", f"--ServerApp.root_dir={root}"]
        # Nothing of whoever runs the test.
        folders = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        own.mkdir()
        self._log = own / "log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter", "server", *options],
                cwd=root,
                env={**os.environ, **dict.fromkeys(folders, str(own))},
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + START
        while True:
            try:
                self.get("/api")
                return
            except urllib.error.URLError:
                assert self.process.poll() is None and time.monotonic() < until, self.said()[-3000:]
                time.sleep(0.2)

    def said(self) -> str:
        """What is in its log."""
        return self._log.read_text("utf-8", "replace")

    def get(self, path: str) -> str:
        """A page."""
        return self.ask("GET", path)

    def ask(self, method: str, path: str, content: Any = None) -> str:
        """Ask for something, or to do something."""
        data = None if content is None else json.dumps(content).encode()
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        asked = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=PAGE) as answer:
            return str(answer.read().decode())


@contextmanager
def served(root: Path, own: Path) -> Iterator[Server]:
    """A server that answers; it ends with the block."""
    server = Server(root, own)
    try:
        server.wait()
        yield server
    finally:
        server.process.kill()
        server.process.wait()
