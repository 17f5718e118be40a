from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import Kind
from tests.plain.models import Book

RESOURCES = (
    Resource(
        Book,
        name="books",
        title="title",
        fields=(F("title", search="A"), "shelf", F("price", kind=Kind.MONEY), "bought_on", "owner", "department"),
        list=("title", "shelf", "price", "owner"),
        filters=("shelf", "owner"),
        sort=("title",),
    ),
)
