"""The shop for a WSGI server: `gunicorn --preload wsgi:app`."""

import gc

from app.factory import create_app

app = create_app()
# What is loaded by now stays: left out of collections, it is shared by forked processes instead of copied into each.
gc.collect()
gc.freeze()
