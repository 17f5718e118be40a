"""Steps that a case has been at and that the version by which it runs today does not have any more (rule 39): what they were
called and what they hid is found in the versions by which it ran before.
"""

from collections.abc import Iterator

from heyi.core.workflow.graph import Graph, Node
from heyi.core.workflow.models import Version
from heyi.core.workflow.services import keeping
from heyi.core.workflow.services.verifying import entries_of


def node_of(case_id: int, graph: Graph, node_id: str) -> Node:
    """A node of the version of today, else of the latest version of the case that had it; else one with nothing but an id."""
    if node_id in graph.nodes:
        return graph.nodes[node_id]
    earlier = (one.nodes[node_id] for one in _former(case_id, graph) if node_id in one.nodes)
    return next(earlier, graph.nodes[node_id])


def _former(case_id: int, graph: Graph) -> Iterator[Graph]:
    """The graphs by which a case has run before, the latest first; its log says which."""
    kept = keeping.find(case_id)
    if kept is None:
        return
    told = [
        row["version_id"]
        for entry in reversed(entries_of(kept))
        for row in (*entry.changes.get("case", ()), *entry.changes.get("case*", ()))
    ]
    digests = dict(Version.objects.filter(pk__in=told).values_list("pk", "digest"))
    for version_id in dict.fromkeys(told):
        if digests.get(version_id, graph.digest) != graph.digest:
            yield kept.store.graph(version_id, digests[version_id])
