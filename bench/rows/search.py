"""Row 11: search by part of a name, by characters, pinyin and initials; half a second's worth of typing."""

from urllib.parse import quote

from bench.context import Context
from bench.load import drive, request
from bench.measure import Figure
from bench.peers import tryton

QUERIES = {
    "two characters": "蓝天",
    "four characters": "蓝天软件",
    "rare": "宁波德美光电",
    "pinyin": "lantian",
    "initials": "ltrj",
}


def measure(context: Context) -> None:
    for rows in context.sizes:
        name, world = context.world(rows)
        with context.ground.heyi(name) as port, tryton.beside(context, "11", rows) as peer:
            for reader in ("sales", "manager"):
                for what, query in QUERIES.items():
                    path = f"/api/v1/crm/customers?limit=20&q={quote(query)}"
                    asked = [request("GET", path, Authorization=f"Bearer {world.keys[reader]}")]
                    drive(port, asked, clients=1, seconds=0.3)
                    load = drive(port, asked, clients=1, seconds=context.seconds)
                    note = f"p95 {load.p95:.1f} ms" + (f", {load.first_failure}" if load.failed else "")
                    context.add(Figure("11", f"search, {what}, {reader}, p50", "ms", load.p50, rows=rows, note=note))
                    if peer and not query.isascii():  # it knows no pinyin
                        theirs = tryton.search(peer, query, context.seconds).p50
                        what_beside = f"search, {what}, {reader}, p50; it takes more by"
                        ratio = theirs / load.p50
                        context.add(Figure("11", what_beside, "ms", load.p50, tryton.CALLED, theirs, ratio, rows=rows))
