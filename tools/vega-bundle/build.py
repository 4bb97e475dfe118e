"""Make src/whowhom/web/static/vega/index.js anew, with the licences of what is in it.

For maintainers; needs vl-convert, node and npm: ``python tools/vega-bundle/build.py``. The hash is
written beside it, and a test compares them.
"""

import hashlib
import subprocess
import tempfile
from pathlib import Path

import vl_convert

HERE = Path(__file__).parent
PLACE = HERE.parent.parent / "src" / "whowhom" / "web" / "static" / "vega"
VEGA_LITE = "6.4"


def main() -> None:
    bundle = vl_convert.javascript_bundle(
        "export { vegaEmbed as default };", vl_version=VEGA_LITE
    ).encode()
    packages = [
        f"vega@{vl_convert.get_vega_version()}",
        f"vega-lite@{VEGA_LITE}",
        f"vega-embed@{vl_convert.get_vega_embed_version()}",
    ]
    with tempfile.TemporaryDirectory() as folder:
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages]
        subprocess.run(install, cwd=folder, check=True)
        told = subprocess.run(
            ["node", str((HERE / "licences.mjs").resolve())],
            cwd=folder,
            check=True,
            capture_output=True,
        ).stdout
    files = {"index.js": bundle, "LICENSES.txt": told}
    PLACE.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (PLACE / name).write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    (PLACE / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
