"""The server's door."""

import os
import warnings

from django.core.asgi import get_asgi_application

# The files beside the pages are small; reading one whole before it is sent is meant.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume sync")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartsease.web.project.settings")
application = get_asgi_application()
