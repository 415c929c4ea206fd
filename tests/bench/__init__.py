"""The benchmark of `make bench`: what a page costs, beside what the same stack can do at best."""
