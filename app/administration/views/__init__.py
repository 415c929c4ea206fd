"""Doors to the administration. A file of doors is named here; its line on the first page stands in `contents`."""

<<<<<<< HEAD
from app.administration.views import (
    changes,
    contacts,
    costs,
    exports,
    finding,
    index,
    organisations,
    people,
    settings,
    units,
)
from app.administration.views.doors import blueprint

__all__ = [
    "blueprint",
    "changes",
    "contacts",
    "costs",
    "exports",
    "finding",
    "index",
    "organisations",
    "people",
    "settings",
    "units",
]
=======
from app.administration.views import index, organisations, role, roles
from app.administration.views.doors import blueprint

__all__ = ["blueprint", "index", "organisations", "role", "roles"]
>>>>>>> 0bf69ee (Roles are given, confirmed by a second administrator, prolonged and ended in the browser)
