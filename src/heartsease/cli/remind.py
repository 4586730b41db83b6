"""`heartsease remind`: sends the notes that came due; run by a timer on a site."""

import importlib

import click

from heartsease.cli.accounts import open_site
from heartsease.cli.errors import ExitCode, Failure


@click.command(name="remind")
def command() -> None:
    """Send the mails of the last hour that people asked for.

    Run it every few minutes from cron or a systemd timer: each note goes out once,
    however often it is run. It says how many were sent, and no name. It ends with 6
    when a note could not be handed over; the next run within the hour tries it again.
    """
    open_site()
    settings = importlib.import_module("django.conf").settings
    if settings.OWN_COMPUTER:
        raise Failure(
            "Mail is sent only where HEARTSEASE_MODE is site. "
            "On your own computer a calendar can remind you.",
            ExitCode.NOT_SENT,
        )
    if not settings.ADDRESS:
        raise Failure(
            "Each mail carries a link that ends them. "
            "Set HEARTSEASE_ADDRESS to the address of the site first.",
            ExitCode.NOT_SENT,
        )
    reminders = importlib.import_module("heartsease.web.reminders.services")
    mailing = importlib.import_module("heartsease.web.patient.mailing")
    clock = importlib.import_module("heartsease.web.common.clock")
    done = reminders.deliver(mailing.send, at=clock.now())
    click.echo(f"sent {done.sent}, not sent {done.failed}")
    if done.failed:
        raise Failure(
            "Some notes could not be handed over; the next run tries them again.",
            ExitCode.NOT_SENT,
        )
