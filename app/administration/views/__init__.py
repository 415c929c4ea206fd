"""Doors to the administration. A file of doors is named here; its line on the first page stands in `contents`."""

from app.administration.views import (
    changes,
    codelist,
    codeplan,
    contacts,
    costs,
    exports,
    finding,
    imports,
    index,
    mappings,
    organisations,
    people,
    placing,
    role,
    roles,
    settings,
    units,
)
from app.administration.views.doors import blueprint

__all__ = [
    "blueprint",
    "changes",
    "codelist",
    "codeplan",
    "contacts",
    "costs",
    "exports",
    "finding",
    "imports",
    "index",
    "mappings",
    "organisations",
    "people",
    "placing",
    "role",
    "roles",
    "settings",
    "units",
]
