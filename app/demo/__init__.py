"""The demo world: twelve organisations, the demo people, and a year of orders counted back from today."""
