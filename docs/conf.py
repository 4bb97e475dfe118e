"""The documentation site: `make docs`. It needs no network, and any warning is an error."""

import inspect
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger

import whowhom

HERE = Path(__file__).parent
LOGGER = getLogger(__name__)
sys.path.insert(0, str(HERE))
from site_links import problems  # noqa: E402 (a file beside this one, which is no package)

project = "whowhom"
author = "The whowhom authors"
project_copyright = "The whowhom authors"
version = release = whowhom.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
nitpicky = True

myst_heading_anchors = 4

autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = f"whowhom {release}"
html_theme_options = {"footer_icons": []}
html_copy_source = False
html_show_sourcelink = False


def setup(app: Sphinx) -> None:
    """List the public names on the pages of the reference; copy the pictures of HTML tags."""
    app.connect("source-read", list_public_names)
    app.connect("missing-reference", name_inside)
    app.connect("build-finished", finish)


def list_public_names(_: Sphinx, page: str, source: list[str]) -> None:
    """Put the entries of a page of the reference in the place of its marker."""
    for kind, entries in (("library", library), ("theory", theory)):
        if page == f"api/{kind}":
            source[0] = source[0].replace(f"<!-- entries of {kind} -->", "\n".join(entries()))


def library() -> Iterator[str]:
    """Document each name of ``whowhom.__all__``: functions, then results, then errors."""
    groups = defaultdict(list)
    for name in sorted({*whowhom.__all__} - {*whowhom.theory.__all__}, key=str.lower):
        thing = getattr(whowhom, name)
        if inspect.isfunction(thing):
            groups["Functions"].append(("autofunction", name))
        elif inspect.isclass(thing) and issubclass(thing, Exception):
            groups["Errors"].append(("autoexception", name))
        elif inspect.isclass(thing):
            groups["Cases, results and settings"].append(("autoclass", name))
    for heading in ("Functions", "Cases, results and settings", "Errors"):
        yield f"## {heading}\n"
        yield from entries_of("whowhom", groups[heading])


def theory() -> Iterator[str]:
    """Document each solver beside its result, in the order of the registry, then all the rest."""
    listed = set()
    for model in whowhom.theory.MODELS:
        solver = model.solver.__name__
        new = [name for name in (solver, model.result.__name__) if name not in listed]
        listed.update(new)
        yield f"## {model.title}\n"
        yield f"{model.question} [Model card](../models/{model.card}).\n"
        yield from entries_of("whowhom.theory", [(directive(name), name) for name in new])
    yield "## Everything else\n"
    rest = [name for name in whowhom.theory.__all__ if name not in listed and name not in DATA]
    yield from entries_of("whowhom.theory", [(directive(name), name) for name in rest])


DATA = ("CLAIMS", "MODELS")


def directive(name: str) -> str:
    """Return how a name of ``whowhom.theory`` is documented."""
    is_function = inspect.isfunction(getattr(whowhom.theory, name))
    return "autofunction" if is_function else "autoclass"


def entries_of(module: str, names: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the directives that document names of a module."""
    for kind, name in names:
        yield f"```{{eval-rst}}\n.. {kind}:: {module}.{name}\n```\n"


def name_inside(
    _: Sphinx, env: BuildEnvironment, reference: pending_xref, text: nodes.TextElement
) -> nodes.Element | None:
    """Link a name of a module to its public entry; leave a name that exists and is not public."""
    target = reference["reftarget"]
    if not target.startswith("whowhom."):
        return None
    name = target.rpartition(".")[2]
    for home in ("whowhom", "whowhom.theory"):
        if f"{home}.{name}" in env.domains.python_domain.objects:
            where = (reference["refdoc"], env.app.builder, "obj", f"{home}.{name}")
            return env.domains.python_domain.resolve_xref(env, *where, reference, text)
    try:
        resolve_name(target)
    except (ImportError, AttributeError):
        return None
    return text


def finish(app: Sphinx, failure: Exception | None) -> None:
    """Copy the pictures, whose HTML tags (for light and dark) Sphinx does not read; check all."""
    if failure is None and app.builder.format == "html":
        site = Path(app.outdir).resolve()
        shutil.copytree(HERE / "pictures", site / "pictures", dirs_exist_ok=True)
        for problem in problems(site):
            LOGGER.warning(problem)
