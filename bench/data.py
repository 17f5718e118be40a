"""A company of a stated size from a seed: the cast and its sales force by the services, the bulk by COPY.

Bulk rows are what the services would have written, search columns included; only triggers (audit) are passed over.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.ground import Ground

SEED = 20261124
SELLERS = 40
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def _words(text: str) -> list[str]:
    return text.split()


PLACES = _words("上海 北京 深圳 广州 苏州 杭州 宁波 南京 无锡 常州 青岛 济南 天津 武汉 长沙 成都 重庆 西安 郑州 合肥")
FIRST = _words("华东 蓝天 远大 恒信 金茂 瑞丰 宏达 新宇 天成 中科 鼎盛 博远 海川 德美 佳和 正泰 凯达 东方 永兴 百川")
SECOND = _words("精密 科技 机电 电子 材料 自动化 仪器 化工 贸易 医疗 能源 环保 光电 软件 物流 食品 纺织 建材 汽配 包装")
KINDS = _words("有限公司 股份有限公司 集团有限公司 实业有限公司 厂")
LEVELS, STATES = "abc", ("prospect", "active", "dormant")


@dataclass
class World:
    """What the measurements need to know of a generated company."""

    rows: int
    company_id: int
    keys: dict[str, str]
    people: dict[str, int]
    products: list[int]
    first_customer: int
    department_id: int


def world(ground: Ground, rows: int) -> tuple[str, World]:
    """The database of this size, made at the first call, and its facts."""
    name = f"bench_{rows}"
    if not ground.made(name):
        with connected(ground, name):
            facts = _people()
        _bulk(ground, name, facts, rows)
        with ground.admin(name) as admin:
            admin.execute("CREATE TABLE bench_world AS SELECT %s::jsonb AS facts", [json.dumps(asdict(facts))])
        ground.finish(name)
    with ground.admin(name) as admin:
        row = admin.execute("SELECT facts FROM bench_world").fetchone()
        assert row is not None
        return name, World(**row[0])


class connected:
    """Django in this process works on one of the databases for the block, as the role that serves."""

    def __init__(self, ground: Ground, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        import django
        from django.db import connection

        django.setup()
        connection.close()
        connection.settings_dict["NAME"] = self.name

    def __exit__(self, *_error: object) -> None:
        from django.db import connection

        connection.close()


def _people() -> World:
    from django.db import transaction

    from heyi.apps.masterdata.models import Product
    from heyi.core.access.models import ApiKey
    from heyi.core.resources.saving import save
    from tests import cast as casting

    with transaction.atomic():
        cast = casting.assemble()
        actor = cast.system()
        for number in range(SELLERS):
            place, boss = cast.departments["shanghai"], cast.employees["manager"]
            roles = casting.roles("sales")
            seller = casting._hire(f"seller{number}", f"销售{number:02}", f"S{number:03}", place, actor, roles, boss)
            cast.employees[f"seller{number}"] = seller
        products = [
            save(Product(code=f"P{n:03}", name=f"传感器 {n}", list_price=100 + n, tax_rate="0.13"), actor=actor).pk
            for n in range(20)
        ]
        keys = {}
        for name, employee in cast.employees.items():
            keys[name] = hashlib.sha256(f"{SEED} {name}".encode()).hexdigest()[:40]
            digest = hashlib.sha256(keys[name].encode()).hexdigest()
            ApiKey.objects.create(user=employee.user, name="bench", prefix=keys[name][:8], digest=digest)
    people = {name: employee.pk for name, employee in cast.employees.items()}
    return World(0, cast.company.pk, keys, people, products, 0, cast.departments["shanghai"].pk)


def _bulk(ground: Ground, name: str, facts: World, rows: int) -> None:
    facts.rows, facts.first_customer = rows, 1_000_001
    sellers = [facts.people[f"seller{n}"] for n in range(SELLERS)] + [facts.people["sales"], facts.people["colleague"]]
    columns = "id company_id version created_at updated_at search"
    with ground.admin(name) as admin, admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        indexes = _without_indexes(admin)
        with admin.cursor() as cursor:
            _copy(cursor, "masterdata_party", f"{columns} name code short_name phone city is_customer", _parties(facts))
            more = "party_id level status owner_id department_id next_follow_up_at credit_days"
            _copy(cursor, "crm_customer", f"{columns} {more}", _customers(facts, sellers))
        for statement in indexes:
            admin.execute(statement)
        for table in ("masterdata_party", "crm_customer"):
            admin.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _without_indexes(admin: Any) -> list[str]:
    """Drop the search indexes and return what makes them again: bulk first, index afterwards."""
    query = (
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename IN ('masterdata_party', 'crm_customer') AND indexdef LIKE '%USING gin%'"
    )
    found = admin.execute(query).fetchall()
    for index, _definition in found:
        admin.execute(f"DROP INDEX {index}")
    return [definition for _index, definition in found]


def _copy(cursor: Any, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """COPY, with the empty text or zero that Django would have put into every other column that must not be null."""
    names = columns.split()
    query = (
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND NOT column_name = ANY(%s)"
    )
    empty = {"boolean": False, "smallint": 0, "integer": 0, "numeric": 0}
    others = [(n, empty.get(kind, "")) for n, kind in cursor.execute(query, [table, names]).fetchall() if n != "id"]
    tail = tuple(value for _name, value in others)
    with cursor.copy(f"COPY {table} ({', '.join([*names, *(n for n, _v in others)])}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *tail))


def names(rows: int) -> Iterator[tuple[str, str, str]]:
    """(full name, short name, city), different for every row."""
    size = len(PLACES) * len(FIRST) * len(SECOND) * len(KINDS)
    for number in range(rows):
        rest, kind = divmod(number % size, len(KINDS))
        rest, second = divmod(rest, len(SECOND))
        place, first = divmod(rest, len(FIRST))
        branch = "" if number < size else f"{number // size}分"
        short = f"{FIRST[first]}{SECOND[second]}"
        yield f"{PLACES[place]}{short}{branch}{KINDS[kind]}", short, PLACES[place]


def _parties(facts: World) -> Iterator[tuple[Any, ...]]:
    from heyi.kit import hanzi

    generator = random.Random(SEED)
    for number, (name, short, city) in enumerate(names(facts.rows)):
        code, phone = f"C{number:07}", f"+8613{generator.randrange(10**9):09}"
        search = hanzi.document(name, short, code, "", phone, city)
        yield (
            facts.first_customer + number,
            facts.company_id,
            1,
            NOW,
            NOW,
            search,
            name,
            code,
            short,
            phone,
            city,
            True,
        )


def _customers(facts: World, sellers: list[int]) -> Iterator[tuple[Any, ...]]:
    from heyi.kit import hanzi

    generator = random.Random(SEED)
    for number, (name, short, city) in enumerate(names(facts.rows)):
        pk, code, phone = facts.first_customer + number, f"C{number:07}", f"+8613{generator.randrange(10**9):09}"
        at = NOW - timedelta(minutes=number)
        search = hanzi.document(name, short, code, "", phone, city)
        owner = sellers[number % len(sellers)]
        level, state = LEVELS[number % 3], STATES[number % 3]
        yield (pk, facts.company_id, 1, at, at, search, pk, level, state, owner, facts.department_id, NOW, 30)
