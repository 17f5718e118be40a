from heyi.core.files.models.files import File

__all__ = ["File"]
