"""Reading the files that questions are understood by: whatever is wrong is told of its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from content.issue import ContentError, Issue


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Says of whatever goes wrong which file it is about, as ContentError."""
    try:
        yield
    except ContentError:
        raise
    except ValidationError as error:
        raise ContentError(
            Issue(file, 1, "schema", f"{'.'.join(map(str, one['loc']))}: {one['msg']}.")
            for one in error.errors(include_url=False, include_input=False)
        ) from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        message = f"It cannot be read ({type(error).__name__}: {error})."
        fix = "Compare it with the one that comes with the program."
        raise ContentError([Issue(file, 1, "schema", message, fix)]) from error
