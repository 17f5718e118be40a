"""As whom people are asked and act (兼岗), as it is answered."""

from typing_extensions import TypedDict


class ActingAs(TypedDict):
    """As whom somebody is asked or acts: a post in a unit of a company, with the names of that day. ``head``: as the head of
    the unit."""

    name: str
    post: str
    post_id: int | None
    department: str
    department_id: int | None
    company: str
    company_id: int | None
    head: bool


class OwnPost(TypedDict):
    """One of the initiator's posts: ``id`` 0 is the main one."""

    id: int
    label: str
