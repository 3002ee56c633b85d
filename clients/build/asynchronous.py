"""Writes the methods of the asynchronous client from those of the other one, which are written by hand.

A method that returns what such a call gives becomes one that awaits it. The classes get their other names.
"""

import ast
from pathlib import Path

from clients.build.python import MADE

METHODS = Path(__file__).parents[1] / "python" / "aifacts_client" / "methods"
# The calls that the methods of the asynchronous client await.
SENT = frozenset({"send", "write", "get", "_counts"})
# The classes of both clients that are written by hand, and their modules.
TWICE = {
    "Sender": "aifacts_client.core.async_sender",
    "Pages": "aifacts_client.pages",
    "Export": "aifacts_client.exports",
    "Watch": "aifacts_client.watching",
}


def texts() -> dict[str, str]:
    """Return the text of each module, by name."""
    return {f"async_{path.stem}": text(path.read_text("utf-8")) for path in sorted(METHODS.glob("[!_]*.py"))}


def text(source: str) -> str:
    """Return the text of a module, from that of the other client."""
    module = ast.parse(source)
    classes = {node.name for node in module.body if isinstance(node, ast.ClassDef)}
    module = _Asynchronous({*classes, *TWICE}).visit(module)
    module.body[0] = ast.Expr(ast.Constant(f"{ast.get_docstring(module)} {MADE}"))
    return ast.unparse(ast.fix_missing_locations(module)) + "\n"


class _Asynchronous(ast.NodeTransformer):
    """Renames classes, and awaits what is sent."""

    def __init__(self, renamed: set[str]) -> None:
        self._renamed = renamed

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Rename a class where it is used."""
        return ast.Name(f"Async{node.id}", node.ctx) if node.id in self._renamed else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Rename a class where it is defined."""
        self.generic_visit(node)
        node.name = f"Async{node.name}"
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        """Import a class by its other name, from where that is."""
        for alias in node.names:
            if alias.name in TWICE:
                node.module, alias.name = TWICE[alias.name], f"Async{alias.name}"
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Await what a method returns, if it sends something."""
        self.generic_visit(node)
        last = node.body[-1]
        if not isinstance(last, ast.Return) or last.value is None or not _is_sent(last.value):
            return node
        last.value = ast.Await(last.value)
        return ast.AsyncFunctionDef(**{name: getattr(node, name) for name in _fields(node)})


def _is_sent(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SENT


def _fields(node: ast.AST) -> list[str]:
    return [name for name in node._fields if hasattr(node, name)]
