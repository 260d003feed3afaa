"""Write the handwritten digits of `06_training_by_hand` to a small file, the same bytes each time.

The file is in the repository, so this only has to run again if its format changes:
`python tools/make_digits.py`. It needs scikit-learn, which contains the images.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).parents[1] / "solutions" / "06_training_by_hand" / "digits.npz"


def main() -> None:
    """Write `images` (1797, 8, 8), grey levels 0 to 16, and `labels` (1797,), both uint8."""
    digits = load_digits()
    arrays = {"images": digits.images.astype(np.uint8), "labels": digits.target.astype(np.uint8)}
    with zipfile.ZipFile(TARGET, "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
            # A fixed date; with the time of writing, equal data would give different bytes.
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, buffer.getvalue(), compresslevel=9)


if __name__ == "__main__":
    main()
