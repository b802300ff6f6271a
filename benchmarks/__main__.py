"""`python -m benchmarks [--json] [--tiny] [--only NAME ...] [--repeats N]`."""

import argparse

from bahe.atlas.entry import ended
from benchmarks.run import main

parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed of bahe, measured beside its rivals.")
parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
parser.add_argument(
    "--tiny", action="store_true", help="smallest sizes, once: shows that everything runs, times mean nothing"
)
parser.add_argument("--only", action="append", metavar="NAME", help="a registered problem; may be given several times")
parser.add_argument("--repeats", type=int, default=15, help="timed repeats of short jobs (default 15)")
parser.add_argument("--list", action="store_true", help="names and sizes of the registered problems")
parser.add_argument("--patient", action="store_true", help="also the rivals that take minutes")
args = parser.parse_args()
raise SystemExit(
    ended(
        lambda: main(
            args.json, tiny=args.tiny, only=args.only, repeats=args.repeats, listing=args.list, patient=args.patient
        )
    )
)
