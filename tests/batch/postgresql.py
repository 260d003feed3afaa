"""A PostgreSQL server of a test's own: a new cluster in a folder, and its socket there too."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: Where Debian keeps what only a server needs, newest first, and then wherever commands are.
PLACES = [*sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True), os.defpath]
INITDB = shutil.which("initdb", path=os.pathsep.join([*PLACES, os.environ.get("PATH", "")]))
#: The server does not run as root; Debian's package brings a user for it.
USER: dict[str, Any] = {}
if os.geteuid() == 0:
    USER = {"user": "postgres", "group": "postgres", "extra_groups": []}
SPEED = "-c fsync=off -c shared_buffers=16MB -c max_connections=20"


class Server:
    """A server that can be stopped and started.

    Attributes
    ----------
    url : str
        Of an empty database in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"postgresql+psycopg2://grader@/postgres?host={folder}"
        self._do("initdb", "--username=grader", "--auth=trust", "--locale=C", "--encoding=UTF8")

    def start(self) -> None:
        """Start it, and wait until it answers; nobody beyond this machine can."""
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder} {SPEED}"
        self._do("pg_ctl", "start", "--wait", f"--log={self._folder / 'log'}", "-o", options)

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._do("pg_ctl", "stop", "--wait", "--mode=fast")

    def _do(self, name: str, *arguments: str) -> None:
        assert INITDB is not None
        command = [str(Path(INITDB).resolve().with_name(name)), *arguments]
        folders = {"cwd": self._folder, "env": {**os.environ, "PGDATA": str(self._folder / "data")}}
        # No pipe: the server would keep it open.
        with (self._folder / "said").open("w+") as said:
            done = subprocess.run(command, stdout=said, stderr=said, check=False, **folders, **USER)
            said.seek(0)
            assert done.returncode == 0, said.read()


@contextmanager
def server() -> Iterator[Server]:
    """A running server; it ends with the block."""
    # Not in pytest's folder: another user cannot get there, and a socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        if USER:
            shutil.chown(name, USER["user"], USER["group"])
            Path(name).chmod(0o755)
        one = Server(Path(name))
        one.start()
        try:
            yield one
        finally:
            one.stop()
