"""The command line. Only typer is imported at the top; every verb imports what it needs when it is called.

Exit status: 0 done, 1 the model says no (not converged, infeasible), 2 the words or files given are off.
The verbs stand in a file a family, the options that they share in `options`, the way in and out in `entry`.
"""

from typing import Annotated

import typer

from bahe.desk.cli.assurance import assure
from bahe.desk.cli.casebook import case_app, ensemble, run
from bahe.desk.cli.dependence import depend, leverage
from bahe.desk.cli.entry import main, usage, usage_error
from bahe.desk.cli.evidence import bench, replicate, skill
from bahe.desk.cli.printing import printed
from bahe.desk.cli.rounds import talks, tug
from bahe.desk.cli.serving import serve
from bahe.desk.cli.statecraft import deal, threat, war
from bahe.desk.cli.worlds import shock, world

__all__ = ["app", "case_app", "main", "usage", "usage_error"]

app = typer.Typer(
    name="bahe",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help answers three times faster than the framed one
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="bahe computes geoeconomic rivalry: who gains and loses from tariffs, export controls and embargoes.",
    epilog="Begin with: bahe run stockholm-2025",
)

#: In the order of `bahe --help`.
_VERBS = (run, shock, world, leverage, depend, war, ensemble, deal, assure, threat, talks, tug, serve, replicate, skill, bench)  # fmt: skip
#: Verbs that ask nothing by themselves: without a word they show their help.
_EMPTY = (shock, depend, threat, talks, tug)

for _verb in _VERBS:
    app.command(no_args_is_help=_verb in _EMPTY)(printed(_verb))
app.add_typer(case_app, name="case")


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from bahe import __version__

        typer.echo(f"bahe {__version__}")
        raise typer.Exit
