"""What a Jupyter kernel does, without the kernel: cells run in IPython, outputs are recorded.

The classes here override private parts of IPython, whose version pyproject.toml bounds for that
reason.
"""

from __future__ import annotations

import ast
import builtins
import getpass
import pdb
import sys
from typing import Any, ClassVar

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from autograder.execution.child import threads
from autograder.execution.child.output_recorder import PICTURE, Output, OutputRecorder, Stream

#: What stands in for a picture until somebody wants to see it.
LATER = "(This figure is drawn when the feedback page is made.)"


class Publisher(DisplayPublisher):
    """Records what cells display."""

    record: OutputRecorder

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **more: Any,
    ) -> None:
        """Record a display, or the new content of an earlier display of the same cell."""
        identity = (transient or {}).get("display_id")
        if update:
            if identity in self.record.shown:
                self.record.shown[identity]["data"] = {
                    mime: v for mime, v in data.items() if isinstance(v, str)
                }
            return
        self.record.shows("display_data", data, {"display_id": identity})

    def clear_output(self, wait: bool = False) -> None:
        """Clear the cell's outputs, at once or with the next output."""
        if wait:
            self.record.clear_next = True
        else:
            self.record.begin()


class Hook(DisplayHook):
    """Records a cell's last value."""

    record: OutputRecorder

    def quiet(self) -> bool:
        """Whether a semicolon suppresses the value; quick where the cell has none."""
        shell: Any = self.shell
        cells = shell.history_manager.input_hist_parsed
        full: Any = super().quiet
        return bool(cells) and ";" in cells[-1] and bool(full())

    def write_output_prompt(self) -> None:
        """Write nothing: a notebook shows the execution count itself."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Record the value in all its forms."""
        self.record.shows("execute_result", format_dict, {}, execution_count=self.prompt_count)


class Shell(InteractiveShell):
    """IPython's shell, with its outputs recorded."""

    record: OutputRecorder
    own_transforms: ClassVar[list[list[Any]]] = []
    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)

    def transform_cell(self, raw_cell: str) -> str:
        """Turn a cell into Python, and leave it as it is where it certainly is Python.

        IPython would tokenize it again and again to find that out, which takes as long as running
        it.
        """
        if self._transforms() != self.own_transforms or not _is_python(raw_cell):
            full: Any = super().transform_cell
            return str(full(raw_cell))
        return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Whether a cell has to be awaited; IPython would compile it once more to find out."""
        waits = "await" in raw_cell or "async" in raw_cell
        full: Any = super().should_run_async
        return waits and bool(full(raw_cell, **more))

    def _transforms(self) -> list[list[Any]]:
        """What transforms a cell's text; a notebook may add to it."""
        manager: Any = self.input_transformer_manager
        return [
            list(manager.cleanup_transforms),
            list(manager.line_transforms),
            list(manager.token_transformers),
            list(self.input_transformers_post),
        ]

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        lines = [str(line)[:20_000] for line in list(stb)[:200]]
        error = {"ename": str(getattr(etype, "__name__", etype)), "evalue": str(evalue)[:2000]}
        self.record.add({"output_type": "error", **error, "traceback": lines})

    def system(self, cmd: str) -> None:
        """Say that the command is not run: a notebook that is graded cannot start programs."""
        self.record.text("stdout", f"(not run while grading: !{cmd})\n")

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Say the same, and return no lines."""
        self.system(cmd)
        return []

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there are no windows."""

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Show figures in the notebook, whatever backend was asked for."""
        inline: Any = super().enable_matplotlib
        return inline("inline")

    def ask_exit(self) -> None:
        """Do nothing: `exit` would keep the later cells from running."""


def make_shell() -> Shell:
    """Make the shell, with inline figures; this is slow, so it is done once, before forking."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    settings.InteractiveShell.enable_tip = False
    shell: Shell = Shell.instance(config=settings)
    record = OutputRecorder()
    parts: list[Any] = [shell, shell.display_pub, shell.displayhook]
    for part in parts:
        part.record = record
    Shell.own_transforms = shell._transforms()
    shell.enable_matplotlib()
    # Not earlier: Matplotlib keeps its cache in the scratch folder.
    import matplotlib.pyplot

    matplotlib.use = matplotlib.pyplot.switch_backend = _stay_inline
    builtins.input = getpass.getpass = _nobody_there
    sys.breakpointhook = pdb.set_trace = _go_on
    threads.stand_in()
    # A notebook can import modules that lie beside it.
    sys.path.insert(0, "")
    register: Any = shell.register_magic_function
    for magic in ("pip", "conda", "mamba", "micromamba", "uv"):
        register(_no_installing, "line", magic)
    return shell


def record_pictures(shell: Any, kind: type[Any]) -> None:
    """Record what a picture is drawn from, and do not draw it: that is done elsewhere, once."""
    manner: Any = shell.display_formatter.mimebundle_formatter
    manner.for_type(kind, lambda picture: {PICTURE: picture.to_json(), "text/plain": LATER})


def run(shell: Any, source: str) -> tuple[list[Output], bool]:
    """Run a cell as Jupyter does; its outputs, and whether it ran without an error."""
    shell.record.begin()
    sys.stdout, sys.stderr = Stream(shell.record, "stdout"), Stream(shell.record, "stderr")
    result = shell.run_cell(source, store_history=True)
    return shell.record.taken(), bool(result.success)


def _is_python(cell: str) -> bool:
    """Whether a cell certainly is Python: no copied prompt in it, no magic without a sign."""
    if "In [" in cell:
        return False
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if "\n" in cell.strip():
        return True
    # A name alone, or two with an operator between them, may be `pwd` or `ls -l`.
    match body:
        case [ast.Assign() | ast.Import() | ast.ImportFrom() | ast.Expr(ast.Call())]:
            return True
    return False


def _stay_inline(*arguments: Any, **options: Any) -> None:
    """Replace a function that chooses a backend: figures stay in the notebook."""


def _go_on(*arguments: Any, **options: Any) -> None:
    """Replace a breakpoint: nobody is there to debug."""


def _nobody_there(*arguments: Any, **options: Any) -> str:
    raise RuntimeError(
        "expected a notebook that runs by itself, got input(); likely the value belongs in the cell"
    )


def _no_installing(line: str) -> None:
    print("(not run while grading: nothing can be installed)")
