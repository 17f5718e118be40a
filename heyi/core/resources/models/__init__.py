from heyi.core.resources.models.views import SavedView

__all__ = ["SavedView"]
