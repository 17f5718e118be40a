from heyi.core.files.models.files import File
from heyi.core.files.models.written import Written

__all__ = ["File", "Written"]
