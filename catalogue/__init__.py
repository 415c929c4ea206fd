"""The agreement between the municipalities as data and pure functions."""
