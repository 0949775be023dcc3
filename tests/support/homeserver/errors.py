"""How a homeserver refuses."""

from __future__ import annotations

from typing import Any


class MatrixError(Exception):
    """A refusal, with its HTTP status and Matrix error code."""

    def __init__(self, status: int, code: str, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"errcode": code, "error": error, **more}


def forbidden(error: str) -> MatrixError:
    return MatrixError(403, "M_FORBIDDEN", error)


def not_found(error: str) -> MatrixError:
    return MatrixError(404, "M_NOT_FOUND", error)
