"""Questions about what must be replaced when, and about forecasts that were frozen."""
