"""How the cooperation has grown: users, devices, sites and systems of each organisation, year by year (R-005)."""
