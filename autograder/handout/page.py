"""The page START.html of an archive: how to install and start, readable without a network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from string import Template

from autograder.handout.copying import HANDED_OUT, WORK

#: In every shell, without activating an environment, which differs between them.
COMMANDS = {
    "With uv, on Windows, macOS and Linux": """\
uvx --from "./{wheel}[course]" backhand start""",
    "With pip, on Windows": """\
py -m venv .venv
.venv\\Scripts\\python -m pip install "./{wheel}[course]"
.venv\\Scripts\\backhand start""",
    "With pip, on macOS and Linux": """\
python3 -m venv .venv
.venv/bin/python -m pip install "./{wheel}[course]"
.venv/bin/backhand start""",
    "With pip, in an environment that is active already, such as conda's": """\
python -m pip install "./{wheel}[course]"
backhand start""",
}


def start_page(course: str, notebooks: Iterable[str], wheel: str) -> str:
    """The page, as HTML that needs no other file.

    Parameters
    ----------
    course : str
        The name of the class.
    notebooks : iterable of str
        Where each notebook is, in the folder of the student's work.
    wheel : str
        The name of the wheel beside the page.
    """
    ways = "\n".join(
        f"<h3>{escape(way)}</h3>\n<pre>{_lines(commands.format(wheel=wheel))}</pre>"
        for way, commands in COMMANDS.items()
    )
    # A long path may break after a slash or an underscore.
    paths = [re.sub("[/_]", r"\g<0><wbr>", escape(path)) for path in notebooks]
    listed = "\n".join(f"<li><code>{path}</code></li>" for path in paths)
    return PAGE.substitute(
        course=escape(course), ways=ways, notebooks=listed, work=WORK, handed_out=HANDED_OUT
    )


def _lines(commands: str) -> str:
    """Each command as an element of its own, so that it is seen where a long one goes on."""
    return "\n".join(f"<code>{escape(line)}</code>" for line in commands.splitlines())


PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Start: $course</title>
<style>
:root { --page: #fff; --text: #1b1f24; --faint: #57606a; --code: #f3f4f6; --line: #d0d7de; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16191d; --text: #e6e8eb; --faint: #a4acb6; --code: #22272e; --line: #3a424c; }
}
body { margin: 0; background: var(--page); color: var(--text);
       font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
p, ul { margin: .5rem 0; }
ul { padding-left: 1.3rem; }
code { font: .9em/1.5 ui-monospace, Consolas, Menlo, monospace; overflow-wrap: anywhere; }
pre { margin: 0; padding: .7rem .8rem; background: var(--code); border: 1px solid var(--line);
      border-radius: 6px; white-space: pre-wrap; }
pre code { display: inline-block; padding-left: 1.5em; text-indent: -1.5em; }
footer { margin-top: 2.5rem; color: var(--faint); font-size: .9rem; }
</style>
</head>
<body>
<main>
<h1>Start here: $course</h1>
<p>Unpack the archive first, if you have only looked into it (Windows: right-click, “Extract
All…”). Then two steps bring you to the first notebook.</p>

<h2>1. Open a terminal in this folder</h2>
<ul>
<li>Windows: right-click an empty place in the folder, “Open in Terminal”.</li>
<li>macOS: Control-click the folder, “New Terminal at Folder”.</li>
<li>Linux: right-click an empty place in the folder, “Open in Terminal”.</li>
</ul>

<h2>2. Type one of these, line by line</h2>
$ways
<p>With pip you need Python 3.11 or newer; uv brings it along. The first time takes a minute or two
and needs the internet. From then on the last line alone is enough, and works offline (with uv:
<code>uvx --offline</code> …).</p>

<h2>What happens</h2>
<p>JupyterLab opens in your browser, in the folder <code>$work</code>. It holds your own copies of
the notebooks:</p>
<ul>
$notebooks
</ul>
<p>What you save there is what you hand in. The folder <code>$handed_out</code> stays as you got it.
To stop, save your work and press Ctrl+C in the terminal.</p>

<h2>When you get more notebooks</h2>
<p>Unpack the new archive into the same place and type the lines again. What you have worked on is
never overwritten: a newer version of such a notebook is put beside it. If the new archive is in
another place, type the lines there and add the path of your folder to the last:
<code>backhand start PATH/TO/$work</code>.</p>

<h2>If something goes wrong</h2>
<ul>
<li><code>No module named 'autograder'</code>: the notebook runs in another Python. Close it and
start it as above. Do not install <code>autograder</code> by name: that is another project.</li>
<li><code>cannot import name … from 'autograder'</code>: that other project is installed here.
Remove it (<code>pip uninstall autograder</code>), then type the line with <code>pip install</code>
again, with <code>--force-reinstall</code> at its end.</li>
<li><code>py</code> or <code>python3</code> is not found: install Python from
<code>python.org</code>, or uv from <code>docs.astral.sh/uv</code>.</li>
<li><code>ensurepip is not available</code> (Debian, Ubuntu): install the package
<code>python3-venv</code>, or use uv.</li>
</ul>
<footer>Backhand: backprop by hand.</footer>
</main>
</body>
</html>
""")
