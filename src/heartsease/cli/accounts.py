"""`heartsease accounts`: a way back in, for who holds the data folder."""

import importlib
from pathlib import Path

import click

from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.serve import check_extra, data_folder, prepared


@click.group(name="accounts")
def command() -> None:
    """Accounts of the web pages on this computer.

    Whoever can read the data folder can read the records in it, so these commands ask
    for nothing more than that.
    """


@command.command(name="list")
def list_names() -> None:
    """The names people sign in with."""
    open_site()
    queries = importlib.import_module("heartsease.web.people.queries")
    for name in queries.account_names():
        click.echo(name)


@command.command()
@click.argument("name")
@click.option(
    "--without-second-factor",
    is_flag=True,
    help="Also take away passkeys, app and spare codes, when those are lost too.",
)
def reset(name: str, without_second_factor: bool) -> None:
    """Set a new passphrase for NAME; the record stays as it is.

    Whoever is signed in as NAME is signed out.
    """
    open_site()
    people = importlib.import_module("heartsease.web.people.services")
    queries = importlib.import_module("heartsease.web.people.queries")
    clock = importlib.import_module("heartsease.web.common.clock")
    refused = importlib.import_module("django.core.exceptions").ValidationError
    if name.casefold() not in map(str.casefold, queries.account_names()):
        raise Failure(
            f"Nobody here signs in as {name}. `heartsease accounts list` has the names.",
            ExitCode.NOT_FOUND,
        )
    passphrase = click.prompt(
        "New passphrase", hide_input=True, confirmation_prompt="The same words again"
    )
    try:
        people.new_passphrase(
            name=name,
            passphrase=passphrase,
            at=clock.now(),
            second_factor=not without_second_factor,
        )
    except refused as problem:
        raise Failure(" ".join(problem.messages), ExitCode.REFUSED) from None
    click.echo(f"The new passphrase of {name} works from now on.")


def open_site() -> None:
    """Loads the web program over the data folder, which has to be there."""
    check_extra()
    folder: Path = data_folder()
    if not folder.exists():
        raise Failure(
            f"There are no accounts in {folder}. If they are elsewhere, set HEARTSEASE_DATA to that folder.",
            ExitCode.NOT_STARTED,
        )
    prepared(folder)
