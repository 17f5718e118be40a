"""The one way in which the runtime says no."""


class Refusal(Exception):
    """Something the operator must change. Printed as one sentence without a traceback; exit status 2."""
