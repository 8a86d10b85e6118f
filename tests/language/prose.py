"""Finds the texts that a reader would see and that nobody has marked for the catalogues: prose outside ``tr``, ``N_`` and the like."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

MARKS = {"tr", "ntr", "ptr", "N_", "NN_"}
# Said to programmers or to the machine: an error of the code, a pattern, a header, a word of a file that is recognised.
_NOT_SAID_BY = {
    "ValueError", "TypeError", "KeyError", "RuntimeError", "AssertionError", "AttributeError", "NotImplementedError", "LookupError",
    "IndexError", "PermissionError", "ModuleNotFoundError", "startswith", "endswith", "removeprefix", "removesuffix", "split", "partition",
    "rpartition", "replace", "strptime", "strftime", "execute", "statement", "getattr", "setattr", "hasattr", "register", "encode",
    "warning", "info", "debug", "exception", "TypeVar", "ParamSpec", "Literal",
    "question_id",
}  # fmt: skip
_NOT_SAID_OF = {"re", "logging", "log", "logger", "_log"}
_CODES = {"key", "code", "id", "pattern", "encoding", "alias", "media_type", "mime"}
_PRODUCT = "Målbild"  # a name, the same in all languages
_MARKUP = re.compile(r"<[^>]*>|<[^>]*$|^[^<]*>|&\w+;|\{[^{}]*\}|</?\w+")
_SWEDISH = re.compile(r"[åäöÅÄÖ]|\s(?:och|eller|av|med|per|till|inte)\s|^\W*(?:saknas|skyddat|antal|klart)\W*$")
_WORDS = re.compile(r"[A-Za-z]{2,}(?:, | – |: |; |\. | )[a-zA-Z]{2,}")
_TITLE = re.compile(r"\W*[A-ZÅÄÖ][a-zåäö]{2,}\W*")
_CODE = re.compile(  # CSS, SQL, SVG, a path or a media type
    r"[\w-]+: ?[^ ]+;|(?:^|[\s;])[\w-]+:\s*(?:var\(|#|\d)|^[\w.-]+/[\w.+-]+(?:; charset=[\w-]+)?$|^[\d.\s%A-Zpxemrs-]+$|@media|; Secure$"
    r"|(?:viewBox|stroke|fill|aria-\w+|class|style)="
    r"|\b(?:SELECT|INSERT|UPDATE|DELETE|ATTACH|CREATE|PRAGMA|QUALIFY|OVER|CASE WHEN|AND NOT)\b"
    r"|\blist_contains\("
)


def is_prose(text: str) -> bool:
    """Whether a text is said to people: it has Swedish letters, two words in a row, or is one word with a capital."""
    bare = _MARKUP.sub(" ", text.replace(_PRODUCT, ""))
    if _CODE.search(text) and not _SWEDISH.search(bare):
        return False
    return bool(_SWEDISH.search(bare) or _WORDS.search(bare) or _TITLE.fullmatch(bare))


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every prose that is not marked."""
    yield from unmarked_in(ast.parse(source))


def unmarked_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """``unmarked``, of a source that has been read."""
    yield from _within(tree, False)


def _within(node: ast.AST, keyed: bool) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return  # a docstring
        case ast.Constant(value=str(text)):
            if not keyed and is_prose(text):
                yield node.lineno, text
            return
        case ast.JoinedStr():
            whole = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if not keyed and is_prose(whole):
                yield node.lineno, whole
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _within(part.value, False)
            return
        case ast.Call():
            yield from _of_call(node)
            return
        case ast.Dict():
            for value in node.values:
                yield from _within(value, False)
            return
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return
        case ast.Compare():
            for side in (node.left, *node.comparators):
                if not isinstance(side, ast.Constant | ast.Tuple | ast.Set | ast.List):
                    yield from _within(side, False)
            return
        case ast.Subscript():
            yield from _within(node.value, False)
            return
        case ast.AnnAssign():
            if node.value is not None:
                yield from _within(node.value, False)
            return
        case ast.arg():
            return
        case ast.FunctionDef():
            for child in (*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None), *node.decorator_list, *node.body):
                yield from _within(child, False)
            return
    for child in ast.iter_child_nodes(node):
        yield from _within(child, False)


def _of_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    of = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    code = name in _NOT_SAID_BY or of in _NOT_SAID_OF
    yield from _within(node.func, False)
    for argument in node.args:
        if not (name in MARKS and isinstance(argument, ast.Constant)):
            yield from () if code else _within(argument, False)
    for keyword in node.keywords:
        yield from () if code else _within(keyword.value, keyword.arg in _CODES)
