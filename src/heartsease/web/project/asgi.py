"""The server's door."""

import os

from django.core.wsgi import get_wsgi_application

from heartsease.web.project.in_threads import InThreads

# In one process Python computes one page at a time; more threads only make all of them
# late together. The others are for who waits for the database or for a large file.
THREADS = 4
LARGEST = 64 * 1024 * 1024  # bytes: the files that may be brought at once, and room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartsease.web.project.settings")
application = InThreads(get_wsgi_application(), threads=THREADS, most=LARGEST)
