"""What a page leaves to be done after its run, in the run's language: a button's callback, a file that is made when it is fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from kpi.language import current, speaking

Given = ParamSpec("Given")
Result = TypeVar("Result")


def later(do: Callable[Given, Result]) -> Callable[Given, Result]:
    """``do``, in the language of this run whenever it is called: by then the run is over, or another has not yet begun."""
    language = current()

    def done(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with speaking(language):
            return do(*args, **kwargs)

    return done
