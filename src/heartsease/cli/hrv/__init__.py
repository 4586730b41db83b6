"""`heartsease hrv`: measures a recording; other words after it do other things with it."""

import importlib
from collections.abc import Mapping

import click

# Name of the subcommand: module of heartsease.cli.hrv that holds it as `command`.
_COMMANDS: Mapping[str, str] = {
    "measure": "measure",
    "batch": "batch",
    "resonance": "resonance",
}
_DEFAULT = "measure"


class _Group(click.Group):
    """Loads a subcommand when it is named; without a name, files are measured."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*_COMMANDS, *ctx.help_option_names):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        loaded = importlib.import_module(f"heartsease.cli.hrv.{module}")
        command: click.Command = loaded.command
        return command


@click.group(name="hrv", cls=_Group, subcommand_metavar="FILE... | COMMAND [ARGS]...")
def command() -> None:
    """Measure heart rate variability: `heartsease hrv FILE...`.

    Reads heartbeat intervals, or finds the beats of an ECG or a pulse wave; finds
    artefacts, and prints every metric with its unit, or what is missing for it. None of
    the numbers says how a person is.
    """
