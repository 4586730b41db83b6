"""The program's own settings; fifty people at one address may sign in at once."""

from heartsease.web.project.settings import *  # noqa: F403 - a settings file

ACCOUNT_RATE_LIMITS = False
