"""Following up: forecasts and half-year report of a budget year, the quarter's figures, and year against year."""
