"""Questions about what directories have told of people and groups.

`searching`, `rows` and `shapes` speak the directories' language and are imported by name where that is needed.
"""

from app.identity.queries.directory.callers import Directory, organisations_of
from app.identity.queries.directory.placing import Place, folded, organisation_meant, unit_meant

__all__ = ["Directory", "Place", "folded", "organisation_meant", "organisations_of", "unit_meant"]
