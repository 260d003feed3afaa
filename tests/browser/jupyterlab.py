"""A JupyterLab in a browser, driven as a student drives it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "token"
#: So that no question about news covers the page.
NO_NEWS = '{"fetchNews": "false", "checkForUpdates": false}'
IDLE = """name => {
  const shown = window.jupyterapp && jupyterapp.shell.currentWidget;
  if (!shown || !shown.context || !shown.context.path.endsWith(name + ".ipynb")) return false;
  const session = shown && shown.sessionContext && shown.sessionContext.session;
  return session && session.kernel && session.kernel.status === "idle";
}"""
#: The open notebook, its cells, and the position of the one with the id `name`.
CELL = """
  const shown = jupyterapp.shell.currentWidget, cells = shown.model.sharedModel.cells;
  const at = cells.findIndex(cell => (cell.metadata.nbgrader || {}).grade_id === name);"""
RUN = f"""async ([name, source]) => {{{CELL}
  if (source !== null) cells[at].setSource(source);
  shown.content.activeCellIndex = at;
  await shown.content.scrollToItem(at, "center");
  await jupyterapp.commands.execute("notebook:run-cell");
}}"""
SCROLL = f"""async name => {{{CELL}
  await shown.content.scrollToItem(at, "start");
}}"""
RUN_LAST = """async () => {
  const shown = jupyterapp.shell.currentWidget.content;
  shown.activeCellIndex = shown.widgets.length - 1;
  await shown.scrollToItem(shown.activeCellIndex, "center");
  await jupyterapp.commands.execute("notebook:run-cell");
}"""
OUTPUTS = """name => {
  const cells = jupyterapp.shell.currentWidget.model.sharedModel.cells;
  return cells.filter(cell => cell.cell_type === "code")
    .filter(cell => name === null || (cell.metadata.nbgrader || {}).grade_id === name)
    .flatMap(cell => cell.outputs);
}"""


@contextlib.contextmanager
def serving(folder: Path, application: str = "jupyterlab") -> Iterator[str]:
    """A Jupyter server in a folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder.parent / "home"
    settings = home / ".jupyter/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "notification.jupyterlab-settings").write_text(NO_NEWS)
    options = [
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        "--allow-root",
        "--no-browser",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)}
    with (folder.parent / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", application, *options],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(f"http://127.0.0.1:{port}/api?token={TOKEN}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5)
            return
        time.sleep(0.2)
    raise AssertionError("Jupyter did not start")


class Notebook:
    """A notebook that is open in a page."""

    def __init__(self, page: Any, server: str, name: str, view: str = "lab/tree") -> None:
        self.page = page
        self.name = name
        page.goto(f"{server}/{view}/{name}/{name}.ipynb?token={TOKEN}&reset")
        self.wait()

    def wait(self) -> None:
        """Wait until the kernel is idle."""
        self.page.wait_for_function(IDLE, arg=self.name, timeout=90_000)

    def command(self, name: str, **given: Any) -> None:
        """Execute one of JupyterLab's commands, to its end."""
        self.page.evaluate("([n, g]) => jupyterapp.commands.execute(n, g)", [name, given])

    def restart(self) -> None:
        """Restart the kernel, and say yes where JupyterLab asks."""
        self.page.evaluate("() => { jupyterapp.commands.execute('kernelmenu:restart'); }")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.page.wait_for_timeout(1000)
        self.wait()

    def run(self, name: str, source: str | None = None) -> str:
        """Run a cell, with another source if there is one; what it shows as text."""
        self.page.evaluate(RUN, [name, source])
        return self.text(name)

    def scroll_to(self, name: str) -> None:
        """Bring a cell to the top of the page."""
        self.page.evaluate(SCROLL, name)

    def run_last(self) -> None:
        """Run the last cell, which shows the progress."""
        self.page.evaluate(RUN_LAST)

    def text(self, name: str) -> str:
        """What a cell shows to a reader who sees text alone."""
        shown = self.outputs(name)
        plain = (one.get("data", {}).get("text/plain", one.get("text", "")) for one in shown)
        return "".join("".join(part) for part in plain)

    def outputs(self, name: str | None = None) -> list[dict[str, Any]]:
        """The outputs of a cell, or of all cells."""
        found: list[dict[str, Any]] = self.page.evaluate(OUTPUTS, name)
        return found
