"""What the judge's side and the forking process say to each other on a control line.

The judge's side sends `FORK` or `CONNECT`, each with one end of a new socket: the line of a new
submission's process, or another control line. `FORK` is answered by a `FORKED` and a descriptor
that is ready to read when the process has ended.
"""

from __future__ import annotations

import struct

#: The forking process says once that it is ready; then it takes these two requests.
READY, FORK, CONNECT = b"R", b"F", b"C"
#: The number of the new process, or 0 where its descriptor is a pidfd.
FORKED = struct.Struct("=i")
