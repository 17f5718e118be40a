from heyi.core.forms.models.documents import Document
from heyi.core.forms.models.forms import Form, FormVersion

__all__ = ["Document", "Form", "FormVersion"]
