"""`heyi up`: a real installation. It starts empty, without demo data or default accounts."""

import argparse

from heyi.config.commands import _serving

HELP = "start everything: a real, empty installation at the first start"
add_arguments = _serving.add_arguments


def run(options: argparse.Namespace) -> int:
    return _serving.serve(options, demo=False)
