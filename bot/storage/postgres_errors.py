"""What can go wrong with PostgreSQL, in words for force IT, without a statement or its values."""

from __future__ import annotations

import ssl

from asyncpg import exceptions as pg

from bot.storage.database import DatabaseError, Interrupted, StoreUnavailable, Taken

FAILURES = (pg.PostgresError, pg.InterfaceError, OSError, TimeoutError, ValueError)

_Classes = tuple[type[Exception], ...]

# Nothing was written, and asked again on a new connection it may well succeed.
_PASSING: _Classes = (
    pg.SerializationError,
    pg.DeadlockDetectedError,
    pg.InvalidCachedStatementError,
    pg.PostgresConnectionError,
    pg.AdminShutdownError,
    pg.CrashShutdownError,
    pg.CannotConnectNowError,
    pg.IdleInTransactionSessionTimeoutError,
    pg.ReadOnlySQLTransactionError,  # a stand-by that has not taken over yet
    pg.InterfaceError,
    OSError,
)
_UNAVAILABLE: _Classes = (
    pg.InsufficientResourcesError,
    pg.OperatorInterventionError,
    pg.PostgresSystemError,
    pg.PostgresIOError,
    pg.LockNotAvailableError,
    pg.InvalidAuthorizationSpecificationError,
    pg.InvalidCatalogNameError,
    TimeoutError,
)
# Waiting does not mend these.
_FINAL: _Classes = (
    pg.InvalidAuthorizationSpecificationError,
    pg.InvalidCatalogNameError,
    pg.ClientConfigurationError,
    ValueError,
)
_CAUSES: dict[type[Exception], str] = {
    pg.InvalidAuthorizationSpecificationError: "it refused the user name or password",
    pg.InvalidCatalogNameError: "it has no database of that name",
    pg.ClientConfigurationError: "the address or its TLS options cannot be used",
    pg.DiskFullError: "its disk is full",
    pg.TooManyConnectionsError: "it has too many connections",
    pg.ReadOnlySQLTransactionError: "it may only be read",
    pg.CannotConnectNowError: "it is starting or stopping",
    pg.QueryCanceledError: "it did not answer in time",
    pg.LockNotAvailableError: "another program is holding what is needed",
    TimeoutError: "it did not answer in time",
    ssl.SSLCertVerificationError: "its certificate is not trusted, or is not for that host",
    OSError: "it could not be reached",
}


def explain(error: Exception) -> Exception:
    """What a failed statement means. ValueError for a value that the database cannot hold."""
    if isinstance(error, pg.DataError | ValueError):
        return ValueError(f"the database cannot hold a value ({_name(error)})")
    if isinstance(error, pg.UniqueViolationError):
        return Taken(f"A value is there already ({_name(error)}).")
    if isinstance(error, TimeoutError):
        return StoreUnavailable(_sentence(error))
    if isinstance(error, _PASSING):
        return Interrupted(_sentence(error))
    if isinstance(error, _UNAVAILABLE):
        return StoreUnavailable(_sentence(error))
    return DatabaseError(f"The database refused a statement ({_name(error)}).")


def unreachable(error: Exception) -> StoreUnavailable:
    """Why no connection could be made."""
    return StoreUnavailable(_sentence(error))


def is_final(error: Exception) -> bool:
    """Whether trying to connect again would be pointless."""
    return isinstance(error, _FINAL) and not isinstance(error, TimeoutError)


def _sentence(error: Exception) -> str:
    cause = next((words for kind, words in _CAUSES.items() if isinstance(error, kind)), "")
    return f"The database is unavailable{f': {cause}' if cause else ''} ({_name(error)})."


def _name(error: Exception) -> str:
    state = getattr(error, "sqlstate", None)
    return f"{type(error).__name__}{f' {state}' if state else ''}"
