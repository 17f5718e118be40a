"""What cleaners raise."""

from heyi.kit.errors import Text


class Bad(Exception):
    """One value that cannot be taken."""

    def __init__(self, code: str, message: Text) -> None:
        self.code, self.message = code, message
        super().__init__(code)
