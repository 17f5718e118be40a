from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Unavailable


class NoChineseFont(Unavailable):
    """Nothing is printed with boxes in place of characters."""

    code, title = "no_chinese_font", _("This server has no Chinese font, so nothing can be printed.")
    detail = _("Install one (Debian: fonts-noto-cjk), or name the folder of one in PRINT_FONTS.")
