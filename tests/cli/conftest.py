"""The sites of the doors."""

from tests.doors.conftest import project, server

__all__ = ["project", "server"]
