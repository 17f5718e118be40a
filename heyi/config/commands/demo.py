"""`heyi demo`: like `up`, with the demo company made at the first start."""

import argparse

from heyi.config.commands import _serving

HELP = "start everything with the demo company"
add_arguments = _serving.add_arguments


def run(options: argparse.Namespace) -> int:
    return _serving.serve(options, demo=True)
