"""A view answers only a scope of its own programme: figures may be shared, but not who may see them, nor what they are held against."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme

T = TypeVar("T")


def check_own(programme: Programme, scope: Scope, *, alone: bool) -> None:
    """Raises Refusal(code="not_allowed") for a scope of another programme. ``alone``: there is no other, and the scope may say none."""
    if scope.programme != programme.id and not (alone and not scope.programme):
        raise Refusal(tr("Behörigheten gäller inte programmet {programme}.", programme=programme.name), code="not_allowed")


def only_own(views: type[T]) -> type[T]:
    """Every public method, each with a scope as its first argument, checks it against ``self.programme`` and ``self.alone``."""

    def checked(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def asked(self: Any, scope: Scope, *rest: Any, **named: Any) -> Any:
            check_own(self.programme, scope, alone=self.alone)
            return method(self, scope, *rest, **named)

        return asked

    for name, method in inspect.getmembers(views, inspect.isfunction):
        if not name.startswith("_"):
            setattr(views, name, checked(method))
    return views
