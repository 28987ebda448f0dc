"""No function over 50 lines, no file over 400: beauty is lost in the tail."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FUNCTION, LONGEST_FILE = 50, 400
ELSEWHERE = {".venv", "var", "migrations", "static", "__pycache__"}


def sources(root: Path) -> Iterator[Path]:
    """Every Python file that someone wrote."""
    for path in sorted(root.rglob("*.py")):
        if not ELSEWHERE & set(path.relative_to(root).parts):
            yield path


def too_long(path: Path) -> Iterator[str]:
    """What is too long in one file, as `path:line: what`."""
    text = path.read_text(encoding="utf-8")
    if (lines := text.count("\n")) > LONGEST_FILE:
        yield f"{path}:1: {lines} lines (at most {LONGEST_FILE})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines (at most {LONGEST_FUNCTION})"


def main() -> int:
    found = [line for path in sources(ROOT) for line in too_long(path.relative_to(Path.cwd()))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
