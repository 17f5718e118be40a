"""Random processes in other engines too; what differs is explained by the standard."""

import pytest

from tests.properties.peers import PEERS, REFUSALS, UNKNOWN, Peer, compare


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_where_another_engine_differs_the_standard_says_who_is_right(peer: Peer) -> None:
    if not all(path.exists() for path in peer.needs):
        pytest.skip(f"{peer.name} is not installed (tools/environment.py bench)")
    found = compare(peer, 60, 0)
    print(found.counts, *found.reasons, *found.examples, sep="\n")
    assert found.counts["same"] >= 25
    assert not [why for why in found.reasons if UNKNOWN in why]
    assert found.counts["same"] > sum(count for kind, count in found.counts.items() if kind in REFUSALS)
