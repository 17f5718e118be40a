from heyi.core.resources.registry import HeyiApp, MenuItem


class PlainConfig(HeyiApp):
    name = "tests.plain"
    label = "plain"
    verbose_name = "Plain"
    menu = (MenuItem("books", "Books", "/plain/books", resource="plain.book"),)
